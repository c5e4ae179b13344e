import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;

/** What the Java adapters read from an input. */
final class Request {
    /** The string of a field, or null. */
    static String text(JsonObject input, String field) {
        JsonElement value = input.get(field);
        if (value == null || value.isJsonNull()) return null;
        if (value.isJsonObject()) throw new Protocol.Skip("takes text, no raw bytes");
        return value.getAsString();
    }

    /** The value of a header, or null. */
    static String header(JsonObject input, String name) {
        for (JsonElement line : input.getAsJsonArray("headers")) {
            JsonArray pair = line.getAsJsonArray();
            if (pair.get(0).getAsString().equalsIgnoreCase(name)) return pair.get(1).getAsString();
        }
        return null;
    }

    static boolean hasForm(JsonObject input) {
        String type = header(input, "Content-Type");
        return type != null && type.startsWith("application/x-www-form-urlencoded") && !input.get("body").isJsonNull();
    }

    /** The upstream version of an installed Debian package. */
    static String packageVersion(String name) throws IOException {
        Process query = new ProcessBuilder("dpkg-query", "-W", "-f=${Version}", name).start();
        return new String(query.getInputStream().readAllBytes()).replaceFirst("-[^-]*$", "");
    }
}
