# Tcllib's oauth package: oauth::header URL ?form?, which signs a GET, or a POST where there is a form, always with a token
# and by HMAC-SHA1. It calls clock and sha1::sha1 for timestamp and nonce and, with its option -debug, puts to print the
# base string: commands of these names in its own namespace stand in for them.
package require oauth
source [file join [file dirname [info script]] lib protocol.tcl]

proc ::oauth::clock {unit} {return $::timestamp}
namespace eval ::oauth::sha1 {}
proc ::oauth::sha1::sha1 {text} {return $::nonce}
proc ::oauth::puts {text} {regexp {BaseString: (.*)} $text -> ::baseString}

# The body if it is labelled a form, else the empty string.
proc formBody {input} {
    foreach header [dict get $input headers] {
        lassign $header name value
        if {[string equal -nocase $name content-type] && [string match application/x-www-form-urlencoded* $value]} {
            return [string map {null {}} [dict get $input body]]
        }
    }
}

proc sign {input} {
    foreach name {callback verifier realm} {
        if {[dict get $input $name] ne {null}} {skip "cannot send $name"}
    }
    if {[dict get $input extra] ne {}} {skip {cannot send extra}}
    if {[dict get $input version] ne {1.0}} {skip {always sends version 1.0}}
    set credentials [dict get $input credentials]
    if {[dict get $credentials token] eq {null}} {skip {always sends a token}}
    set form [formBody $input]
    set method [string toupper [dict get $input method]]
    if {$method ne [expr {$form eq {} ? {GET} : {POST}}]} {skip {signs a GET, or a POST with a form}}
    set ::nonce [dict get $input nonce]
    set ::timestamp [dict get $input timestamp]
    dict with credentials {
        oauth::config -debug 1 -consumerkey $consumerKey -consumersecret $consumerSecret \
            -accesstoken $token -accesstokensecret [expr {$tokenSecret eq {null} ? {} : $tokenSecret}]
    }
    set header [lindex [oauth::header [dict get $input url] $form] 1]
    regexp {oauth_signature="([^"]*)"} $header -> signature
    return [dict create signature [string map {%2B + %2F / %3D =} $signature] \
        authorizationHeader $header signatureBaseString $::baseString]
}

serve [dict create name oauth version [package present oauth] language tcl homepage https://core.tcl-lang.org/tcllib] HMAC-SHA1 {
    percentEncode {apply {{input} {dict create encoded [oauth::PercentEncode [dict get $input text]]}}}
    signatureBaseString {apply {{input} {dict filter [sign [dict replace $input realm null]] key signatureBaseString}}}
    sign sign
}
