import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** The line loop of the adapter protocol, version 1, for implementations in Java. An adapter is a table of operations. */
final class Protocol {
    /** Takes the input of a request and returns its output, throws Skip, or lets the library throw. */
    interface Operation {
        Map<String, String> run(JsonObject input) throws Exception;
    }

    /** Thrown where the implementation's interface cannot express a case. */
    @SuppressWarnings("serial")
    static final class Skip extends RuntimeException {
        Skip(String reason) {
            super(reason);
        }
    }

    private static final Gson GSON = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    /** Answers requests until `stop` or the end of the input. */
    static void serve(String name, String version, String homepage, List<String> methods, SortedMap<String, Operation> operations)
            throws Exception {
        var out = System.out; // standard output belongs to the protocol
        System.setOut(System.err);
        Map<String, String> implementation = Map.of("name", name, "version", version, "language", "java", "homepage", homepage);
        var start = Map.of("protocol", 1, "implementation", implementation, "operations", operations.keySet(), "methods", methods);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            JsonObject request = GSON.fromJson(line, JsonObject.class);
            String command = request.get("command").getAsString();
            if (command.equals("stop")) return;
            JsonObject reply = command.equals("start") ? GSON.toJsonTree(start).getAsJsonObject() : answer(operations, request);
            if (request.has("seq")) reply.add("seq", request.get("seq"));
            out.write((GSON.toJson(reply) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private static JsonObject answer(Map<String, Operation> operations, JsonObject request) {
        Operation operation = operations.get(request.get("operation").getAsString());
        Map<String, Object> answer;
        try {
            answer = operation == null ? Map.of("errored", Map.of("message", "unknown operation"))
                : Map.of("output", operation.run(request.getAsJsonObject("input")));
        } catch (Skip skip) {
            answer = Map.of("skipped", Map.of("reason", skip.getMessage()));
        } catch (Throwable error) { // whatever the library throws is its refusal
            answer = Map.of("rejected", Map.of("code", error.getClass().getSimpleName(), "message", String.valueOf(error.getMessage())));
        }
        return GSON.toJsonTree(answer).getAsJsonObject();
    }
}
