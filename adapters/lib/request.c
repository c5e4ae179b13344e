#include "protocol.h"

#include <string.h>
#include <strings.h>

const char *text(json_t *input, const char *field) { return json_string_value(json_object_get(input, field)); }

int has_form(json_t *input) {
    const char *form = "application/x-www-form-urlencoded";
    size_t i;
    json_t *header;
    json_array_foreach(json_object_get(input, "headers"), i, header) {
        int is_type = strcasecmp(json_string_value(json_array_get(header, 0)), "content-type") == 0;
        if (is_type && strncmp(json_string_value(json_array_get(header, 1)), form, strlen(form)) == 0)
            return !json_is_null(json_object_get(input, "body"));
    }
    return 0;
}
