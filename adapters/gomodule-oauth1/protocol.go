package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// operation returns its output, the error skip, or what the library returns for an error.
type operation = func(input json.RawMessage) (object, error)

func answer(operations map[string]operation, name string, input json.RawMessage) (kind string, value any) {
	defer func() {
		if problem := recover(); problem != nil {
			kind, value = "rejected", object{"code": "panic", "message": fmt.Sprint(problem)}
		}
	}()
	run, known := operations[name]
	if !known {
		return "errored", object{"message": "unknown operation " + name}
	}
	var decoded any
	if json.Unmarshal(input, &decoded); strings.ContainsRune(fmt.Sprint(decoded), '\uFFFD') {
		return "skipped", object{"reason": "Go turns a lone surrogate into U+FFFD"}
	}
	output, err := run(input)
	if reason, ok := err.(skip); ok {
		return "skipped", object{"reason": reason}
	}
	if err != nil { // whatever the library returns is its refusal
		return "rejected", object{"code": "error", "message": err.Error()}
	}
	return "output", output
}

// serve is the line loop of the adapter protocol, version 1: it answers requests until `stop` or the end of the input.
func serve(start object, operations map[string]operation) {
	out, in := json.NewEncoder(os.Stdout), bufio.NewReader(os.Stdin)
	for line, err := in.ReadBytes('\n'); err == nil; line, err = in.ReadBytes('\n') {
		var request struct {
			Command, Operation string
			Seq, Input         json.RawMessage
		}
		if json.Unmarshal(line, &request); request.Command == "stop" {
			return
		}
		if request.Command == "start" {
			out.Encode(start)
			continue
		}
		kind, value := answer(operations, request.Operation, request.Input)
		out.Encode(object{"seq": request.Seq, kind: value})
	}
}
