package main

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"os/exec"
)

// object is a JSON object on its way in or out.
type object = map[string]any

// skip is the error of an operation that the implementation's interface cannot express.
type skip string

func (s skip) Error() string { return string(s) }

// text is a string of bytes, from a JSON string or from {"hex":"…"}.
type text string

func (t *text) UnmarshalJSON(data []byte) error {
	var raw struct{ Hex string }
	if json.Unmarshal(data, &raw) == nil {
		decoded, err := hex.DecodeString(raw.Hex)
		*t = text(decoded)
		return err
	}
	return json.Unmarshal(data, (*string)(t))
}

// privateKey is the key of a PEM text, of either kind, or nil.
func privateKey(pemText text) *rsa.PrivateKey {
	block, _ := pem.Decode([]byte(pemText))
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key
	}
	parsed, _ := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, _ := parsed.(*rsa.PrivateKey)
	return key
}

// packageVersion is that of the Debian package the adapter was compiled from.
func packageVersion() string {
	version, _ := exec.Command("dpkg-query", "-W", "-f=${Version}", "golang-github-gomodule-oauth1-dev").Output()
	return string(version)
}
