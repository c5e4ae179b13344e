<?php
// The line loop of the adapter protocol, version 1, for implementations in PHP. An adapter is a table of operations:
// each takes the input of a request and returns its output, throws Skip, or lets the library throw.
ini_set('display_errors', 'stderr'); // standard output belongs to the protocol
set_error_handler(fn (int $level, string $message) => throw new ErrorException($message, 0, $level));

/** Thrown where the implementation's interface cannot express a case. */
class Skip extends Exception {}

/** Skips a request that leaves out a field the implementation always sends, or has one that it cannot send. */
function expectFields(array $input, array $always = [], array $never = []): void
{
    foreach ($always as $field) {
        if (!isset($input[$field])) throw new Skip("always sends $field");
    }
    foreach ($never as $field) {
        if (isset($input[$field]) && $input[$field] !== []) throw new Skip("cannot send $field");
    }
}

/** The value with every {"hex"} in it replaced by those bytes, which a PHP string can hold. */
function withBytes(mixed $value): mixed
{
    if (!is_array($value)) return $value;
    return isset($value['hex']) && is_string($value['hex']) ? hex2bin($value['hex']) : array_map('withBytes', $value);
}

function answer(array $operations, array $request): array
{
    $operation = $operations[$request['operation']] ?? null;
    if (!$operation) return ['errored' => ['message' => "unknown operation {$request['operation']}"]];
    try {
        return ['output' => $operation(withBytes($request['input']))];
    } catch (Skip $skip) {
        return ['skipped' => ['reason' => $skip->getMessage()]];
    } catch (Throwable $error) { // whatever the library throws is its refusal
        return ['rejected' => ['code' => get_class($error), 'message' => $error->getMessage()]];
    }
}

/** Answers requests until `stop` or the end of the input. */
function serve(array $implementation, array $methods, array $operations): void
{
    $start = ['protocol' => 1, 'implementation' => $implementation, 'operations' => array_keys($operations), 'methods' => $methods];
    while (($line = fgets(STDIN)) !== false) {
        $request = json_decode($line, true);
        if ($request === null) { // a lone surrogate
            preg_match('/"seq":("[^"]*"|\d+)/', $line, $seq);
            $reply = ['seq' => json_decode($seq[1]), 'skipped' => ['reason' => 'PHP refuses a lone surrogate']];
        } elseif ($request['command'] === 'stop') {
            return;
        } else {
            $reply = $request['command'] === 'start' ? $start : ['seq' => $request['seq']] + answer($operations, $request);
        }
        fwrite(STDOUT, json_encode($reply, JSON_INVALID_UTF8_SUBSTITUTE) . "\n");
    }
}
