package io.legate.edge.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.edge.EdgeServer;
import io.legate.edge.HttpPeer;
import io.legate.edge.Party;
import io.legate.edge.StatusMapping;
import io.legate.edge.StatusMapping.Role;
import io.legate.refusal.Code;
import io.legate.task.TaskState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Through `POST /oauth2/token`, over TLS.
class HttpBadExchangeTest extends BadExchangeTest {

  private HttpPeer http;

  @Override
  void connect() throws Exception {
    http = server.http();
  }

  @Override
  String address() {
    return Site.TOKEN_ENDPOINT;
  }

  @Override
  String status(Code code) {
    return Integer.toString(StatusMapping.http(code, Role.AUTHORIZATION_SERVER));
  }

  @Override
  Told send(Attempt attempt) throws Exception {
    return sendForm(form(attempt), attempt);
  }

  /// As [StatusMapping] has it, a client that sends an `Authorization` header is told like one of a
  /// protected resource; for `invalid_client` that is the same.
  private Told sendForm(String form, Attempt attempt) throws Exception {
    Map<String, List<String>> headers = new TreeMap<>();
    headers.put("dpop", attempt.proofs());
    headers.put("authorization", attempt.authorization());
    var reply = http.post("/oauth2/token", form, headers);
    boolean ok = reply.status() == 200;
    return new Told(
        Integer.toString(reply.status()),
        reply.error(),
        reply.text(ok ? "access_token" : "error_description"));
  }

  private static String form(Attempt attempt) {
    var form = new ArrayList<String>();
    form.add(field("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"));
    if (!attempt.assertion().isEmpty()) {
      form.add(field("client_assertion_type", Party.ASSERTION_TYPE));
      form.add(field("client_assertion", attempt.assertion()));
    }
    attempt.parameters().forEach((name, value) -> form.add(field(name, value)));
    return String.join("&", form);
  }

  private static String field(String name, String value) {
    return name + "=" + Party.encode(value);
  }

  @ParameterizedTest
  @CsvSource({
    "grant_type, invalid_request",
    "client_assertion, invalid_request",
    "client_assertion_type, invalid_request",
    "subject_token, invalid_request",
    "subject_token_type, invalid_request",
    "requested_token_type, invalid_request",
    "scope, invalid_request",
    "authorization_details, invalid_request",
    "narrow, invalid_request",
    "audience, invalid_target",
    "resource, invalid_target",
  })
  void aParameterThatStandsTwiceIsRefused(String name, String error) throws Exception {
    var story = new Story(server.site, address());
    Attempt good = story.good();
    TaskState before = story.state();
    String once = form(good);
    String again = once.contains(name + "=") ? "" : "&" + name + "=" + "x";
    Told told = sendForm(once + again + "&" + name + "=y", good);
    assertThat(told.code()).as(told.toString()).isEqualTo(error);
    assertThat(told.status()).isEqualTo("400");
    PlainText.assertPlain(told.text());
    assertThat(story.state()).isEqualTo(before);
    assertThat(send(good).code()).isEmpty();
    story.assertActsWithinUntouchedLimits();
  }

  @ParameterizedTest
  @CsvSource({"100, 400, invalid_request", "1, 413, request_too_large"})
  void aBodyThatIsMalformedOrTooLargeLosesNothing(int share, int status, String error)
      throws Exception {
    var story = new Story(server.site, address());
    Attempt good = story.good();
    String rubbish = "&%zz=" + "y".repeat(EdgeServer.REQUEST_BYTES / share);
    Told told = sendForm(form(good) + rubbish, good);
    assertThat(told.code()).as(told.toString()).isEqualTo(error);
    assertThat(told.status()).isEqualTo(Integer.toString(status));
    PlainText.assertPlain(told.text());
    assertThat(send(good).code()).isEmpty();
    story.assertActsWithinUntouchedLimits();
  }
}
