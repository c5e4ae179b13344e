/* The line loop of the adapter protocol, version 1, for implementations in C. An adapter fills in an `adapter`; each
 * operation returns a new output object, or NULL after reject or skip. */
#include <jansson.h>

typedef struct {
    const char *name;
    json_t *(*run)(json_t *input);
} operation;

typedef struct {
    const char *name, *homepage;
    const char *version;
    const char **methods;          /* ends with NULL */
    const operation *operations;   /* ends with { NULL, NULL } */
} adapter;

/* The string of a field, or NULL. */
const char *text(json_t *input, const char *field);

/* Whether there is a body and it is labelled a form. */
int has_form(json_t *input);

/* Both return NULL, so that an operation can return them: the input is refused, or cannot be expressed. */
json_t *reject(const char *message);
json_t *skip(const char *reason);

/* Answers requests until `stop` or the end of the input. */
int serve(const adapter *adapter);
