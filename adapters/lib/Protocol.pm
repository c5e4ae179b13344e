# The line loop of the adapter protocol, version 1, for implementations in Perl. An adapter is a table of operations:
# each takes the input of a request and returns its output, calls skip, or lets the library die.
package Protocol;
use strict;
use warnings;
use Exporter 'import';
use JSON::PP ();

our @EXPORT = qw(serve skip);
my $json = JSON::PP->new->utf8->ascii->canonical;

# Leaves an operation where the implementation's interface cannot express a case.
sub skip { die { skip => shift } }

# Whether raw bytes stand anywhere but in a body. These libraries take characters.
sub holds_bytes {
    my $value = shift;
    return grep { holds_bytes($_) } @$value if ref $value eq 'ARRAY';
    return exists $value->{hex} || grep { $_ ne 'body' && holds_bytes($value->{$_}) } keys %$value if ref $value eq 'HASH';
    return 0;
}

sub answer {
    my ($operations, $request) = @_;
    my $operation = $operations->{ $request->{operation} }
      or return errored => { message => "unknown operation $request->{operation}" };
    return skipped => { reason => 'takes characters, no raw bytes' } if holds_bytes($request->{input});
    my $output = eval { $operation->($request->{input}) };
    return output => $output if $output;
    return skipped => { reason => $@->{skip} } if ref $@ eq 'HASH';
    return rejected => { code => 'died', message => $@ =~ s/ at \S+ line \d+.*//sr };
}

# Answers requests until `stop` or the end of the input. `operations` is a list, for its order.
sub serve {
    my %adapter = @_;
    my %operations = @{ $adapter{operations} };
    my %implementation = (map({ $_ => $adapter{$_} } qw(name version homepage)), language => 'perl');
    my @announced = grep { !ref } @{ $adapter{operations} };
    my %announcement = (protocol => 1, implementation => \%implementation, operations => \@announced, methods => $adapter{methods});
    local $| = 1;
    while (my $line = <STDIN>) {
        my $request = eval { $json->decode($line) };
        if (!$request) {
            my ($seq) = $line =~ /("seq":(?:"[^"]*"|\d+))/;
            print qq({$seq,"skipped":{"reason":"Perl's JSON refuses a lone surrogate"}}\n);
            next;
        }
        last if $request->{command} eq 'stop';
        my %reply = $request->{command} eq 'start' ? %announcement : (seq => $request->{seq}, answer(\%operations, $request));
        print $json->encode(\%reply), "\n";
    }
}

1;
