# What the Perl adapters share: fields that cannot be sent, the base string alone, the body as bytes, and a verdict.
package Request;
use strict;
use warnings;
use Encode 'encode_utf8';
use Exporter 'import';
use JSON::PP ();
use Protocol;

our @EXPORT = qw(expect_fields base_string_of body_bytes header_values verdict);

# Skips a request that leaves out a field the implementation always sends, or has one that it cannot send.
sub expect_fields {
    my ($input, %fields) = @_;
    for my $field (@{ $fields{always} }) { skip("always sends $field") unless defined $input->{$field} }
    for my $field (@{ $fields{never} }) {
        my $value = $input->{$field};
        skip("cannot send $field") if ref $value ? @$value : defined $value;
    }
}

# The signatureBaseString operation of a signer that shows it. No realm is in it, so none is needed.
sub base_string_of {
    my $sign = shift;
    return sub {
        my $base_string = $sign->({ %{ $_[0] }, realm => undef })->{signatureBaseString};
        return { signatureBaseString => $base_string // skip('makes no base string for this method') };
    };
}

sub body_bytes {
    my $body = shift->{body};
    return !defined $body ? '' : ref $body ? pack('H*', $body->{hex}) : encode_utf8($body);
}

sub header_values {
    my ($request, $name) = @_;
    return map { $_->[1] } grep { lc $_->[0] eq lc $name } @{ $request->{headers} };
}

# The verdict of a verifier that checks the signature, and leaves it to its user to know the signer and watch the clock.
sub verdict {
    my ($input, $message, $right) = @_;
    my $known = $input->{credentials};
    my $token = $message->can('token') ? $message->token : '';
    my $same = $message->consumer_key eq $known->{consumerKey} && $token eq ($known->{token} // '');
    return { valid => JSON::PP::false, reason => 'unknown client or token' } unless $same;
    return { valid => JSON::PP::false, reason => 'wrong signature' } unless $right;
    skip('looks at no clock') if abs($input->{now} - $message->timestamp) > 300;
    return { valid => JSON::PP::true };
}

1;
