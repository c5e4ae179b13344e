# The line loop of the adapter protocol, version 1, for implementations in Tcl. An adapter is a dictionary of operations:
# each is a command that takes the input of a request and returns a dictionary, skips, or lets the library fail.
package require json
package require json::write
json::write indented 0

# Leaves an operation where the implementation's interface cannot express a case.
proc skip {reason} {
    return -code error -errorcode SKIP $reason
}

# A JSON object whose values are strings.
proc stringObject {dictionary} {
    return [json::write object {*}[dict map {name value} $dictionary {json::write string $value}]]
}

proc stringArray {list} {
    return [json::write array {*}[lmap item $list {json::write string $item}]]
}

# The kind and the JSON of an answer.
proc answer {operations line request} {
    set name [dict get $request operation]
    if {![dict exists $operations $name]} {
        return [list errored [stringObject [dict create message "unknown operation $name"]]]
    }
    if {[regexp {"hex":|[\uD800-\uDFFF]|\\u[dD][89a-fA-F]} $line]} {
        return [list skipped [stringObject {reason "takes text, no raw bytes, of characters up to U+FFFF"}]]
    }
    try {
        return [list output [stringObject [{*}[dict get $operations $name] [dict get $request input]]]]
    } trap SKIP reason {
        return [list skipped [stringObject [dict create reason $reason]]]
    } on error message { ;# whatever the library fails with is its refusal
        return [list rejected [stringObject [dict create code error message $message]]]
    }
}

# Answers requests until `stop` or the end of the input.
proc serve {implementation methods operations} {
    foreach channel {stdin stdout} {chan configure $channel -encoding utf-8 -translation lf}
    while {[gets stdin line] >= 0} {
        regexp {"seq":("[^"]*"|\d+)} $line -> seq
        set request [json::json2dict $line]
        switch [dict get $request command] {
            stop {return}
            start {
                puts [json::write object protocol 1 implementation [stringObject $implementation] \
                    operations [stringArray [dict keys $operations]] methods [stringArray $methods]]
            }
            run {puts [json::write object seq $seq {*}[answer $operations $line $request]]}
        }
        flush stdout
    }
}
