package io.legate.assembly;

import io.legate.authorize.AuthorizeCommand;
import io.legate.authorize.AuthorizeCommand.Asked;
import io.legate.authorize.AuthorizeCommand.Semantic;
import io.legate.authorize.Authorized;
import io.legate.boundary.BoundaryLimits;
import io.legate.boundary.Removal;
import io.legate.dpop.ProofMaker;
import io.legate.exchange.ExchangeRequest;
import io.legate.identity.RequestId;
import io.legate.issue.IssuedInstance;
import io.legate.json.JsonReader;
import io.legate.open.OpenedTask;
import io.legate.refusal.RefusedException;
import io.legate.revoke.ControlChanges;
import io.legate.revoke.TaskSteering.Order;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What the attacks have in common.
abstract class Attacks {

  static final String PLAIN =
      """
      {"type":"agent_action","actions":["payments.create"],"locations":["https://erp.test"],
       "resources":["erp://acme/invoices/*"],
       "delegation":{"max_depth":3,"allowed_delegates":[{"sub_profile":"ai_agent"}]}%s}\
      """;

  static final String MASK = ",\"obligations\":[{\"type\":\"mask\"}]";
  static final String ONCE = ",\"limits\":[{\"name\":\"once\",\"count\":1}]";

  Site site;

  @BeforeEach
  void open() throws Exception {
    site = new Site();
  }

  @AfterEach
  void close() {
    site.close();
  }

  String labels(OpenedTask task) throws RefusedException {
    return site.use.tasks().read(task.token().task()).labels().toString();
  }

  void revokeKey(String client) throws Exception {
    site.clock.advance(Duration.ofSeconds(1));
    site.use.controlChanges().revokeKey(change("stolen"), site.key(client).thumbprint());
  }

  ControlChanges.Order change(String reason) throws RefusedException {
    return new ControlChanges.Order(site.caller("ops"), site.requestId(), reason);
  }

  static Removal removal(String action) throws Exception {
    return Removal.parse(
        JsonReader.read("{\"actions\":[\"" + action + "\"]}"), BoundaryLimits.DEFAULT);
  }

  Order order(String caller, OpenedTask task, @Nullable IssuedInstance hop)
      throws RefusedException {
    return new Order(
        site.caller(caller),
        site.requestId(),
        task.token().task(),
        hop == null ? null : hop.hop(),
        "");
  }

  IssuedInstance exchange(
      String caller, String token, String type, @Nullable String target, @Nullable String details)
      throws Exception {
    var request =
        new ExchangeRequest(
            token,
            type,
            null,
            null,
            null,
            target,
            null,
            details == null ? null : JsonReader.read(details),
            false);
    return site.use.exchange().exchange(site.caller(caller), request);
  }

  Authorized pay(IssuedInstance instance) throws Exception {
    return pay("research", instance);
  }

  Authorized pay(String agent, IssuedInstance instance) throws Exception {
    return pay(site.requestId(), agent, instance);
  }

  Authorized pay(RequestId request, String agent, IssuedInstance instance) throws Exception {
    return site.authorize(
        request, agent, instance, "payments.create", "erp://acme/invoices/i1", "{}");
  }

  AuthorizeCommand command(
      RequestId request, IssuedInstance instance, Semantic semantic, int actions) throws Exception {
    return command("orchestrator", request, instance, semantic, actions);
  }

  AuthorizeCommand command(
      String agent, RequestId request, IssuedInstance instance, Semantic semantic, int actions)
      throws Exception {
    var action = Site.action("payments.create", "erp://acme/invoices/i1", "{}");
    var asked = Collections.nCopies(actions, new Asked(action, null));
    return new AuthorizeCommand(
        request,
        instance.token(),
        proof(agent, instance),
        "POST",
        Site.PAY,
        asked,
        semantic,
        false);
  }

  String proof(String agent, IssuedInstance instance) {
    return new ProofMaker(site.signer(agent))
        .make(
            ProofMaker.Target.of("POST", Site.PAY).withToken(instance.token()),
            site.clock.instant());
  }

  static String boundary(String... additions) {
    return "[" + String.join(",", Arrays.stream(additions).map(PLAIN::formatted).toList()) + "]";
  }

  /// Steps on after each reading.
  static final class SteppingClock extends Clock {
    Instant now;
    Duration step = Duration.ZERO;

    SteppingClock(Instant now) {
      this.now = now;
    }

    @Override
    public synchronized Instant instant() {
      Instant read = now;
      now = now.plus(step);
      return read;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
