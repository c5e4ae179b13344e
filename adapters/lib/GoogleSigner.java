import com.google.api.client.auth.oauth.*;
import com.google.gson.JsonObject;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/** The signers of Google's OAuth client library by their wire names. */
final class GoogleSigner {
    static OAuthSigner named(String method, JsonObject credentials) throws GeneralSecurityException {
        String secret = Request.text(credentials, "consumerSecret"), tokenSecret = Request.text(credentials, "tokenSecret");
        if (method.equals("HMAC-SHA256")) {
            OAuthHmacSha256Signer hmac = new OAuthHmacSha256Signer(secret);
            hmac.setTokenSecret(tokenSecret);
            return hmac;
        }
        if (method.equals("HMAC-SHA1")) {
            OAuthHmacSigner hmac = new OAuthHmacSigner();
            hmac.clientSharedSecret = secret;
            hmac.tokenSharedSecret = tokenSecret;
            return hmac;
        }
        String pem = Request.text(credentials, "privateKey");
        if (pem.contains("BEGIN RSA")) throw new Protocol.Skip("Java reads private keys in PKCS #8 only");
        byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""));
        OAuthRsaSigner rsa = new OAuthRsaSigner();
        rsa.privateKey = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key));
        return rsa;
    }
}
