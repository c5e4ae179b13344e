#include "protocol.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *refusal; /* what reject or skip said of the current request */

json_t *reject(const char *message) {
    refusal = json_pack("{s{ss ss}}", "rejected", "code", "refused", "message", message);
    return NULL;
}

json_t *skip(const char *reason) {
    refusal = json_pack("{s{ss}}", "skipped", "reason", reason);
    return NULL;
}

static json_t *announcement(const adapter *adapter) {
    json_t *methods = json_array(), *operations = json_array();
    for (const char **method = adapter->methods; *method; method++) json_array_append_new(methods, json_string(*method));
    for (const operation *o = adapter->operations; o->name; o++) json_array_append_new(operations, json_string(o->name));
    return json_pack("{si s{ss ss ss ss} so so}", "protocol", 1, "implementation", "name", adapter->name, "version",
        adapter->version, "language", "c", "homepage", adapter->homepage, "operations", operations, "methods", methods);
}

static json_t *answer(const adapter *adapter, json_t *request) {
    const char *name = text(request, "operation");
    for (const operation *o = adapter->operations; o->name; o++) {
        if (strcmp(o->name, name) != 0) continue;
        json_t *output = o->run(json_object_get(request, "input"));
        return output ? json_pack("{so}", "output", output) : refusal;
    }
    return json_pack("{s{ss}}", "errored", "message", "unknown operation");
}

int serve(const adapter *adapter) {
    char *line = NULL;
    size_t size = 0;
    while (getline(&line, &size, stdin) > 0) {
        json_t *request = json_loads(line, 0, NULL);
        const char *command = text(request, "command"), *seq = strstr(line, "\"seq\":");
        if (!request) {
            const char *reason = "a C string holds no zero byte and the JSON no lone surrogate";
            printf("{%.*s,\"skipped\":{\"reason\":\"%s\"}}\n", (int)strcspn(seq, ","), seq, reason);
        } else {
            if (strcmp(command, "stop") == 0) break;
            json_t *reply = strcmp(command, "start") == 0 ? announcement(adapter) : answer(adapter, request);
            json_object_set(reply, "seq", json_object_get(request, "seq"));
            json_dumpf(reply, stdout, JSON_ENSURE_ASCII | JSON_COMPACT);
            putchar('\n');
            json_decref(reply);
        }
        json_decref(request);
        fflush(stdout);
    }
    free(line);
    return 0;
}
