package main

import (
	"crypto/rsa"
	"encoding/json"
	"net/url"
	"strings"
)

// request is the input of a sign operation, with what a Go user parses of it: URL, form body and private key.
type request struct {
	Method, URL, SignatureMethod                               text
	Headers, Extra                                             [][2]text
	Body, Nonce, Timestamp, Version, Callback, Verifier, Realm *text
	Credentials                                                struct {
		ConsumerKey, ConsumerSecret, TokenSecret text
		Token, PrivateKey                        *text
	}
	url        *url.URL
	form       url.Values
	privateKey *rsa.PrivateKey
}

func parse(data json.RawMessage) (input request, err error) {
	if err = json.Unmarshal(data, &input); err != nil {
		return
	}
	for _, header := range input.Headers {
		isType := strings.EqualFold(string(header[0]), "content-type")
		isForm := isType && strings.HasPrefix(string(header[1]), "application/x-www-form-urlencoded")
		if isForm && input.Body != nil {
			if input.form, err = url.ParseQuery(string(*input.Body)); err != nil {
				return
			}
		}
	}
	if key := input.Credentials.PrivateKey; key != nil {
		input.privateKey = privateKey(*key)
	}
	input.url, err = url.Parse(string(input.URL))
	return
}

// adjust makes the protocol parameters those that the request asks for.
func (input request) adjust(params map[string]string) {
	set := func(name string, value *text) {
		delete(params, name)
		if value != nil {
			params[name] = string(*value)
		}
	}
	set("oauth_nonce", input.Nonce)
	set("oauth_timestamp", input.Timestamp)
	set("oauth_version", input.Version)
	set("oauth_callback", input.Callback)
	set("oauth_verifier", input.Verifier)
	for _, pair := range input.Extra {
		set(string(pair[0]), &pair[1])
	}
}
