// gomodule/oauth1: Client.SetAuthorizationHeader with a parsed URL and, if there is one, a parsed form. Its test hook,
// linked to and used as in its own tests, sets the protocol parameters that the package has no argument for.
package main

import (
	"encoding/json"
	"net/http"
	_ "unsafe" // for go:linkname

	"github.com/gomodule/oauth1/oauth"
)

//go:linkname testHook github.com/gomodule/oauth1/oauth.testHook
var testHook func(map[string]string)

var methods = map[text]oauth.SignatureMethod{
	"HMAC-SHA1": oauth.HMACSHA1, "RSA-SHA1": oauth.RSASHA1, "PLAINTEXT": oauth.PLAINTEXT,
}

func sign(data json.RawMessage) (object, error) {
	input, err := parse(data)
	if err != nil {
		return nil, err
	}
	if input.Realm != nil {
		return nil, skip("cannot send realm")
	}
	given := input.Credentials
	client := oauth.Client{
		Credentials:     oauth.Credentials{Token: string(given.ConsumerKey), Secret: string(given.ConsumerSecret)},
		SignatureMethod: methods[input.SignatureMethod],
		PrivateKey:      input.privateKey,
	}
	var credentials *oauth.Credentials
	if given.Token == nil && given.TokenSecret != "" {
		return nil, skip("has no token secret without a token")
	} else if given.Token != nil {
		credentials = &oauth.Credentials{Token: string(*given.Token), Secret: string(given.TokenSecret)}
	}
	var sent map[string]string
	testHook = func(params map[string]string) {
		input.adjust(params)
		sent = params
	}
	header := http.Header{}
	err = client.SetAuthorizationHeader(header, credentials, string(input.Method), input.url, input.form)
	output := object{"signature": sent["oauth_signature"], "url": input.url.String()}
	if len(input.Extra) == 0 { // its header has a fixed list of names
		output["authorizationHeader"] = header.Get("Authorization")
	}
	return output, err
}

func main() {
	name, homepage := "gomodule/oauth1", "https://github.com/gomodule/oauth1"
	serve(object{
		"protocol": 1, "operations": []string{"sign"}, "methods": []string{"HMAC-SHA1", "RSA-SHA1", "PLAINTEXT"},
		"implementation": object{"name": name, "version": packageVersion(), "language": "go", "homepage": homepage},
	}, map[string]operation{"sign": sign})
}
