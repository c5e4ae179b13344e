# Net::OAuth: a message from a hash of parameters, of the kind (in version 1.0a) that has what the request carries, and
# sign; or from_authorization_header and verify (the signature only, so a far timestamp that passes is skipped). A form
# body goes into the hash as URI parses it.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/lib";
use Crypt::OpenSSL::RSA;
use Net::OAuth; use Net::OAuth::Message;
use Protocol;
use Request;
use URI;
use URI::QueryParam;

sub form {
    my $request = shift;
    my ($type) = header_values($request, 'Content-Type');
    return {} unless ($type // '') =~ m{^application/x-www-form-urlencoded};
    my $form = URI->new('?' . body_bytes($request))->query_form_hash;
    skip('a hash of parameters holds one value per name') if grep { ref } values %$form;
    utf8::decode($_) for my @characters = %$form;
    return {@characters};
}

sub sign {
    my $input = shift;
    expect_fields($input, always => [qw(nonce timestamp)], never => ['extra']);
    my $credentials = $input->{credentials};
    my %oauth = (%$input{qw(nonce timestamp version callback verifier)}, consumer_key => $credentials->{consumerKey},
        token => $credentials->{token}, signature_method => $input->{signatureMethod});
    my $kind = defined $oauth{callback} ? 'request token' : defined $oauth{verifier} ? 'access token'
      : defined $oauth{token} ? 'protected resource' : 'consumer';
    my %parameters = (%{ form($input) }, map { defined $oauth{$_} ? ("oauth_$_" => $oauth{$_}) : () } keys %oauth);
    my $message = Net::OAuth->request($kind)->from_hash(\%parameters, request_url => $input->{url},
        request_method => $input->{method}, protocol_version => Net::OAuth::PROTOCOL_VERSION_1_0A,
        consumer_secret => $credentials->{consumerSecret}, token_secret => $credentials->{tokenSecret} // '');
    $message->sign($credentials->{privateKey} ? Crypt::OpenSSL::RSA->new_private_key($credentials->{privateKey}) : ());
    return { signature => $message->signature, authorizationHeader => $message->to_authorization_header($input->{realm}),
        baseStringUri => '' . $message->normalized_request_url, signatureBaseString => $message->signature_base_string,
        normalizedParameters => $message->normalized_message_parameters };
}

sub verify {
    my $input = shift;
    my ($request, $credentials) = @$input{qw(request credentials)};
    my @lines = header_values($request, 'Authorization');
    skip('verifies one Authorization header') unless @lines == 1;
    my $kind = $lines[0] =~ /oauth_callback=/ ? 'request token' : $lines[0] =~ /oauth_verifier=/ ? 'access token'
      : defined $credentials->{token} ? 'protected resource' : 'consumer';
    my $message = Net::OAuth->request($kind)->from_authorization_header($lines[0], request_url => $request->{url},
        request_method => $request->{method}, protocol_version => Net::OAuth::PROTOCOL_VERSION_1_0A, extra_params => form($request),
        consumer_secret => $credentials->{consumerSecret}, token_secret => $credentials->{tokenSecret} // '');
    my $key = $message->signature_method eq 'RSA-SHA1' && Crypt::OpenSSL::RSA->new_public_key($credentials->{publicKey});
    return verdict($input, $message, $message->verify($key || ()));
}

serve(name => 'Net::OAuth', version => $Net::OAuth::VERSION, homepage => 'https://metacpan.org/dist/Net-OAuth',
    methods => [qw(HMAC-SHA1 HMAC-SHA256 RSA-SHA1 PLAINTEXT)], operations => [
        percentEncode => sub { return { encoded => Net::OAuth::Message::encode($_[0]{text}) } },
        signatureBaseString => base_string_of(\&sign), sign => \&sign, verify => \&verify ]);
