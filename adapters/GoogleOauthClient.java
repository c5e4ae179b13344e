// Google's OAuth client library: OAuthParameters, its public fields set, computeSignature and getAuthorizationHeader. It
// signs no form body. The signer is wrapped to show the base string.
import com.google.api.client.auth.oauth.*;
import com.google.api.client.http.GenericUrl;
import com.google.gson.JsonObject;
import java.security.GeneralSecurityException;
import java.util.*;

final class GoogleOauthClient {
    static Map<String, String> sign(JsonObject input) throws Exception {
        if (Request.hasForm(input)) throw new Protocol.Skip("signs no form body");
        if (!input.getAsJsonArray("extra").isEmpty()) throw new Protocol.Skip("cannot send extra");
        JsonObject credentials = input.getAsJsonObject("credentials");
        OAuthSigner signer = GoogleSigner.named(Request.text(input, "signatureMethod"), credentials);
        Map<String, String> output = new HashMap<>();
        OAuthParameters parameters = new OAuthParameters();
        parameters.signer = new OAuthSigner() {
            @Override public String getSignatureMethod() { return signer.getSignatureMethod(); }
            @Override public String computeSignature(String baseString) throws GeneralSecurityException {
                output.put("signatureBaseString", baseString);
                return signer.computeSignature(baseString);
            }
        };
        parameters.consumerKey = Request.text(credentials, "consumerKey");
        parameters.token = Request.text(credentials, "token");
        parameters.nonce = Request.text(input, "nonce");
        parameters.timestamp = Request.text(input, "timestamp");
        parameters.version = Request.text(input, "version");
        parameters.callback = Request.text(input, "callback");
        parameters.verifier = Request.text(input, "verifier");
        parameters.realm = Request.text(input, "realm");
        parameters.computeSignature(Request.text(input, "method"), new GenericUrl(Request.text(input, "url")));
        output.put("signature", parameters.signature);
        output.put("authorizationHeader", parameters.getAuthorizationHeader());
        return output;
    }

    public static void main(String[] arguments) throws Exception {
        Protocol.serve("google-oauth-client", Request.packageVersion("libgoogle-oauth-client-java"),
            "https://github.com/googleapis/google-oauth-java-client", List.of("HMAC-SHA1", "HMAC-SHA256", "RSA-SHA1"),
            new TreeMap<>(Map.of(
                "percentEncode", input -> Map.of("encoded", OAuthParameters.escape(Request.text(input, "text"))),
                "signatureBaseString", input -> Map.of("signatureBaseString", sign(input).get("signatureBaseString")),
                "sign", GoogleOauthClient::sign)));
    }
}
