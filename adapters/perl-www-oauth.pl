# WWW::OAuth: authorization_header of a request, with the parameters that its documentation allows to be added or replaced,
# nonce and timestamp among them. The signer is wrapped to show the base string; the one for RSA-SHA1 is the caller's.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Crypt::OpenSSL::RSA;
use MIME::Base64 'encode_base64';
use Protocol;
use Request;
use WWW::OAuth;

sub sign {
    my $input = shift;
    expect_fields($input, always => [qw(nonce timestamp version)]);
    my $credentials = $input->{credentials};
    my $oauth = WWW::OAuth->new(client_id => $credentials->{consumerKey}, client_secret => $credentials->{consumerSecret},
        token => $credentials->{token}, token_secret => $credentials->{tokenSecret}, signature_method => $input->{signatureMethod});
    my $signer = $oauth->signer // sub {
        return encode_base64(Crypt::OpenSSL::RSA->new_private_key($credentials->{privateKey})->sign($_[0]), '');
    };
    my %output;
    $oauth->signer(sub {
        $output{signatureBaseString} = $_[0] if $_[0] ne '';
        return $output{signature} = $signer->(@_);
    });
    my %parameters = (realm => $input->{realm}, map({ ("oauth_$_" => $input->{$_}) } qw(nonce timestamp version callback verifier)),
        map { @$_ } @{ $input->{extra} // [] });
    delete @parameters{ grep { !defined $parameters{$_} } keys %parameters };
    my %headers;
    push @{ $headers{ $_->[0] } }, $_->[1] for @{ $input->{headers} };
    my %request = (method => $input->{method}, url => $input->{url}, headers => \%headers, content => body_bytes($input));
    $output{authorizationHeader} = $oauth->authorization_header(\%request, \%parameters);
    return \%output;
}

serve(name => 'WWW::OAuth', version => $WWW::OAuth::VERSION, homepage => 'https://metacpan.org/dist/WWW-OAuth',
    methods => [qw(HMAC-SHA1 RSA-SHA1 PLAINTEXT)],
    operations => [ signatureBaseString => base_string_of(\&sign), sign => \&sign ]);
