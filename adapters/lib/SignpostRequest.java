import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import oauth.signpost.http.HttpRequest;

/** A request as Signpost wants to see one. */
final class SignpostRequest implements HttpRequest {
    private final JsonObject input;
    private final Map<String, String> added = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    SignpostRequest(JsonObject input) { this.input = input; }

    public String getMethod() { return Request.text(input, "method"); }
    public String getRequestUrl() { return Request.text(input, "url"); }
    public void setRequestUrl(String url) { throw new UnsupportedOperationException(); }
    public void setHeader(String name, String value) { added.put(name, value); }
    public String getHeader(String name) { return added.containsKey(name) ? added.get(name) : Request.header(input, name); }
    public Map<String, String> getAllHeaders() { return added; }
    public String getContentType() { return Request.header(input, "Content-Type"); }
    public Object unwrap() { return input; }

    public InputStream getMessagePayload() {
        if (input.get("body").isJsonNull()) return null;
        boolean isText = input.get("body").isJsonPrimitive();
        return new ByteArrayInputStream(isText ? Request.text(input, "body").getBytes(StandardCharsets.UTF_8)
            : HexFormat.of().parseHex(Request.text(input.getAsJsonObject("body"), "hex")));
    }
}
