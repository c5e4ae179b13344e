// Signpost: sign of a DefaultOAuthConsumer on its own interface for a request, implemented in lib/SignpostRequest.java.
// Nonce and timestamp are overridden, as is completeOAuthParameters to leave out what the request leaves out; a signing
// strategy in front of the usual one shows the signature and the parameters signed.
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import oauth.signpost.OAuth;
import oauth.signpost.basic.DefaultOAuthConsumer;
import oauth.signpost.http.HttpParameters;
import oauth.signpost.signature.*;

final class Signpost {
    static Map<String, String> sign(JsonObject input) throws Exception {
        JsonObject credentials = input.getAsJsonObject("credentials");
        var consumer = new DefaultOAuthConsumer(Request.text(credentials, "consumerKey"), Request.text(credentials, "consumerSecret")) {
            @Override protected String generateNonce() { return Request.text(input, "nonce"); }
            @Override protected String generateTimestamp() { return Request.text(input, "timestamp"); }
            @Override protected void completeOAuthParameters(HttpParameters out) {
                super.completeOAuthParameters(out);
                for (String name : List.of("nonce", "timestamp", "version"))
                    if (Request.text(input, name) == null) out.remove("oauth_" + name);
            }
        };
        String token = Request.text(credentials, "token"), tokenSecret = Request.text(credentials, "tokenSecret");
        boolean plain = Request.text(input, "signatureMethod").equals("PLAINTEXT");
        consumer.setMessageSigner(plain ? new PlainTextMessageSigner() : new HmacSha1MessageSigner());
        consumer.setTokenWithSecret(token, tokenSecret == null ? "" : tokenSecret); // after the signer, or it has no effect
        HttpParameters further = new HttpParameters();
        for (String name : List.of("callback", "verifier", "version"))
            if (Request.text(input, name) != null) further.put("oauth_" + name, Request.text(input, name), true);
        if (Request.text(input, "realm") != null) further.put("realm", Request.text(input, "realm"));
        for (JsonElement pair : input.getAsJsonArray("extra"))
            further.put(pair.getAsJsonArray().get(0).getAsString(), pair.getAsJsonArray().get(1).getAsString(), true);
        consumer.setAdditionalParameters(further);
        Map<String, String> output = new HashMap<>();
        consumer.setSigningStrategy((signature, request, parameters) -> {
            output.put("signature", signature);
            output.put("authorizationHeader", new AuthorizationHeaderSigningStrategy().writeSignature(signature, request, parameters));
            return signature;
        });
        SignpostRequest request = new SignpostRequest(input);
        consumer.sign(request);
        SignatureBaseString stages = new SignatureBaseString(request, consumer.getRequestParameters());
        output.put("baseStringUri", stages.normalizeRequestUrl());
        output.put("normalizedParameters", stages.normalizeRequestParameters());
        output.put("signatureBaseString", stages.generate());
        return output;
    }

    public static void main(String[] arguments) throws Exception {
        Protocol.serve("signpost", Request.packageVersion("liboauth-signpost-java"), "https://github.com/mttkay/signpost",
            List.of("HMAC-SHA1", "PLAINTEXT"), new TreeMap<>(Map.of(
                "percentEncode", input -> Map.of("encoded", OAuth.percentEncode(Request.text(input, "text"))),
                "signatureBaseString", input -> Map.of("signatureBaseString", sign(input).get("signatureBaseString")),
                "sign", Signpost::sign)));
    }
}
