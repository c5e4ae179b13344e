/* liboauth: oauth_sign_array2_process on the array that oauth_split_url_parameters makes of URL and form body (which goes
 * behind the query, as for oauth_sign_url2). Protocol parameters already in the array, nonce and timestamp among them, are
 * kept. It shows no base string. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>

#include <oauth.h>

#include "lib/protocol.h"

static void add(int *count, char ***parameters, const char *name, const char *value) {
    char *parameter;
    if (value && asprintf(&parameter, "%s=%s", name, value) > 0) oauth_add_param_to_array(count, parameters, parameter);
}

static OAuthMethod method_named(const char *name) {
    return strcmp(name, "HMAC-SHA1") == 0 ? OA_HMAC : strcmp(name, "RSA-SHA1") == 0 ? OA_RSA : OA_PLAINTEXT;
}

static json_t *sign(json_t *input) {
    if (!text(input, "nonce") || !text(input, "timestamp")) return skip("always sends nonce and timestamp");
    if (!text(input, "version") || strcmp(text(input, "version"), "1.0") != 0) return skip("always sends version 1.0");
    if (text(input, "realm")) return skip("cannot send realm");
    json_t *credentials = json_object_get(input, "credentials"), *pair;
    const char *form = has_form(input) ? text(input, "body") : "", *url = text(input, "url");
    if (!form) return skip("takes a form of text, no raw bytes");
    char *whole, **parameters = NULL;
    if (asprintf(&whole, "%s%s%s", url, !*form ? "" : strchr(url, '?') ? "&" : "?", form) < 0) return skip("no memory");
    int count = oauth_split_url_parameters(whole, &parameters);
    add(&count, &parameters, "oauth_nonce", text(input, "nonce"));
    add(&count, &parameters, "oauth_timestamp", text(input, "timestamp"));
    add(&count, &parameters, "oauth_callback", text(input, "callback"));
    add(&count, &parameters, "oauth_verifier", text(input, "verifier"));
    size_t i;
    json_array_foreach(json_object_get(input, "extra"), i, pair)
        add(&count, &parameters, json_string_value(json_array_get(pair, 0)), json_string_value(json_array_get(pair, 1)));
    OAuthMethod method = method_named(text(input, "signatureMethod"));
    const char *secret = text(credentials, method == OA_RSA ? "privateKey" : "consumerSecret");
    oauth_sign_array2_process(&count, &parameters, NULL, method, text(input, "method"), text(credentials, "consumerKey"),
        secret, text(credentials, "token"), text(credentials, "tokenSecret"));
    const char *header = oauth_serialize_url_sep(count, 1, parameters, ", ", 6), *prefix = "oauth_signature=";
    for (int j = 1; j < count; j++) {
        const char *signature = parameters[j] + strlen(prefix);
        if (strncmp(parameters[j], prefix, strlen(prefix)) == 0 && strcmp(signature, "(null)") != 0)
            return json_pack("{ss so}", "signature", signature, "authorizationHeader", json_sprintf("OAuth %s", header));
    }
    return method == OA_RSA ? skip("reads private keys in PKCS #8 only") : reject("made no signature");
}

static json_t *percent_encode(json_t *input) {
    const char *given = text(input, "text");
    return given ? json_pack("{ss}", "encoded", oauth_url_escape(given)) : skip("takes text, no raw bytes");
}

int main(void) {
    const char *methods[] = {"HMAC-SHA1", "RSA-SHA1", "PLAINTEXT", NULL};
    const operation operations[] = {{"percentEncode", percent_encode}, {"sign", sign}, {NULL, NULL}};
    return serve(&(adapter){"liboauth", "https://liboauth.sourceforge.io", LIBOAUTH_VERSION, methods, operations});
}
