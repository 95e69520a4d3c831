package io.legate.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.authorize.Answer.Outcome;
import io.legate.caller.Caller;
import io.legate.crypto.CompactJws;
import io.legate.crypto.Thumbprint;
import io.legate.dpop.ExpectedRequest.UriRule;
import io.legate.dpop.ProofMaker;
import io.legate.issue.IssuedInstance;
import io.legate.issue.NodeSigning;
import io.legate.issue.WithdrawnKeyException;
import io.legate.json.JsonReader;
import io.legate.ledger.MemoryLedger;
import io.legate.open.OpenTask;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import io.legate.revoke.ControlChanges.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of tokens and nodes when a signing key changes or is withdrawn.
class SigningKeyTest {

  private static final String ADMIN = Site.ISSUER + "/legate.v1.AdminService/SuspendClient";

  private Site site;

  @BeforeEach
  void open() throws Exception {
    site = new Site();
  }

  @AfterEach
  void close() throws Exception {
    site.close();
  }

  @Test
  void nextKeyIsPublishedBeforeItSignsAndTheOneBeforeAfterwards() throws Exception {
    String first = site.keys.kid();
    assertThat(step()).isFalse();
    String second = site.keys.makeNext();
    assertThat(step()).isFalse();
    assertThat(published()).containsExactlyInAnyOrder(first, second);
    site.clock.advance(HandKeys.AHEAD.minusMillis(1));
    assertThat(step()).isFalse();
    IssuedInstance before = root();
    assertThat(kid(before.token())).isEqualTo(first);
    site.clock.advance(Duration.ofMillis(1));
    assertThat(step()).isTrue();
    IssuedInstance after = root();
    assertThat(kid(after.token())).isEqualTo(second);
    assertThat(published()).containsExactlyInAnyOrder(first, second);
    assertThat(pay(site, erp(site, before))).isEqualTo(Outcome.ALLOW);
    assertThat(site.use.control().get().nodeKeys().of(1)).hasSize(1);
    assertThat(step()).isFalse();
  }

  @Test
  void crashBetweenTheNewKeyAndItsRecordIsPutRightByTheNextStart() throws Exception {
    String first = site.keys.kid();
    String second = site.keys.makeNext();
    step();
    site.keys.advance();
    begin(site.keys);
    var keys = site.use.control().get().nodeKeys();
    assertThat(keys.of(1)).extracting(key -> key.key().thumbprint().value()).containsOnly(second);
    assertThat(published()).contains(first);
  }

  @Test
  void retryOfOpenTaskUnderAnotherKeyIsAnsweredWithAnotherToken() throws Exception {
    var asked = asked();
    var before = site.use.opening().open(site.caller("orchestrator"), asked);
    String second = site.keys.makeNext();
    step();
    site.clock.advance(HandKeys.AHEAD);
    step();
    var after = site.use.opening().open(site.caller("orchestrator"), asked);
    assertThat(after.token().task()).isEqualTo(before.token().task());
    assertThat(kid(after.token().token())).isEqualTo(second);
  }

  @Test
  void tokensOfAWithdrawnKeyAreGoodForNothing() throws Exception {
    IssuedInstance root = root();
    IssuedInstance held = erp(site, root);
    String statement = site.statement("orchestrator", root, "research", Duration.ofMinutes(5));
    String apiToken = site.use.apiTokens().issue(site.caller("research"), null).token();
    assertThat(pay(site, held)).isEqualTo(Outcome.ALLOW);
    assertThat(byApiToken(site, apiToken).id().value()).isEqualTo("research");
    assertThat(introspected(held)).isTrue();

    withdraw(site, site.keys.kid());

    assertRefused(Code.INVALID_TOKEN, () -> pay(site, held));
    assertRefused(Code.INVALID_TOKEN, () -> byApiToken(site, apiToken));
    assertRefused(Code.INVALID_REQUEST, () -> site.renew("orchestrator", root, Site.ERP));
    assertRefused(Code.INVALID_REQUEST, () -> site.redeem("research", statement));
    assertThat(introspected(held)).isFalse();
    assertThat(published()).isEmpty();
  }

  /// The other node has verified the token before it learns of the withdrawal: by then it is
  /// decided, in a turn that has to be made again.
  @Test
  void decisionThatBeganBeforeTheWithdrawalIsMadeAgainWithoutTheKey() throws Exception {
    var ledger = MemoryLedger.shared(1, site.clock);
    try (var one = new Site(site.clock, ledger);
        var two = one.beside(ledger.as(2))) {
      IssuedInstance held = erp(one, one.open("orchestrator", Site.ALL).token());
      Caller server = two.caller("rs:erp");
      assertThat(pay(two, held)).isEqualTo(Outcome.ALLOW);
      withdraw(one, one.keys.kid());
      assertThat(two.use.control().get().nodeKeys().isWithdrawn(one.keys.kid())).isFalse();
      var refused = assertRefused(Code.INVALID_TOKEN, () -> pay(two, held));
      assertThat(refused.isAboutAgent()).isTrue();
      assertThat(two.use.control().get().nodeKeys().isWithdrawn(one.keys.kid())).isTrue();
      assertThat(server.stands(two.use.control().get())).isTrue();
    }
  }

  @Test
  void callerStandsNoLongerThanTheKeyThatSignedItsToken() throws Exception {
    String token = site.use.apiTokens().issue(site.caller("research"), null).token();
    Caller byToken = byApiToken(site, token);
    Caller byAssertion = site.caller("research");
    withdraw(site, site.keys.kid());
    var state = site.use.control().get();
    assertThat(byToken.stands(state)).isFalse();
    assertThat(byAssertion.stands(state)).isTrue();
  }

  @Test
  void nodeWhoseKeyWasWithdrawnIssuesNothingMore() throws Exception {
    var answer = io.legate.json.Json.Obj.EMPTY;
    Caller research = site.caller("research");
    withdraw(site, site.keys.kid());
    assertThat(site.keys.signing().isReady()).isFalse();
    assertRefused(Code.TEMPORARILY_UNAVAILABLE, this::root);
    assertRefused(
        Code.TEMPORARILY_UNAVAILABLE,
        () -> site.use.apiTokens().issue(site.caller("research"), null));
    assertRefused(
        Code.TEMPORARILY_UNAVAILABLE, () -> site.use.signedAnswers().sign(research, answer));
    assertThatThrownBy(this::step).isInstanceOf(WithdrawnKeyException.class);
  }

  @Test
  void nextKeyOfANodeWhoseKeyWasWithdrawnIsNotUsed() throws Exception {
    site.keys.makeNext();
    step();
    withdraw(site, site.keys.kid());
    site.clock.advance(HandKeys.AHEAD);
    assertThatThrownBy(this::step).isInstanceOf(WithdrawnKeyException.class);
    assertRefused(Code.TEMPORARILY_UNAVAILABLE, this::root);
  }

  @Test
  void nodeDoesNotStartAgainWithAWithdrawnKeyButWithAnother() throws Exception {
    String kid = site.keys.kid();
    withdraw(site, kid);
    assertThatThrownBy(() -> begin(site.keys))
        .isInstanceOfSatisfying(
            WithdrawnKeyException.class, e -> assertThat(e.kid()).isEqualTo(kid));
    var other = new HandKeys();
    assertThat(begin(other).isReady()).isTrue();
    assertThat(published()).containsExactly(other.kid());
  }

  @Test
  void keyThatNoNodeHasAnnouncedIsNotWithdrawn() throws Exception {
    String stranger = new HandKeys().kid();
    assertRefused(Code.NOT_FOUND, () -> withdraw(site, stranger));
    withdraw(site, site.keys.kid());
    withdraw(site, site.keys.kid());
  }

  @Test
  void onlyOperatorsWithdraw() throws Exception {
    var order = new Order(site.caller("research"), site.requestId(), "");
    var key = new Thumbprint(site.keys.kid());
    assertRefused(
        Code.UNAUTHORIZED_CLIENT, () -> site.use.controlChanges().withdrawSigningKey(order, key));
    assertThat(site.keys.signing().isReady()).isTrue();
  }

  private boolean step() throws Exception {
    return site.keys.signing().step(site.clock.instant());
  }

  private NodeSigning begin(HandKeys keys) throws Exception {
    return site.keys.restart(keys);
  }

  private OpenTask asked() throws Exception {
    var authority = new OpenTask.Authority.Stated(JsonReader.read(Site.ALL));
    Instant end = site.clock.instant().plus(Duration.ofHours(2));
    return new OpenTask(
        site.requestId(), null, "pay invoices", List.of(), authority, end, 4, null, "task");
  }

  private IssuedInstance root() throws Exception {
    return site.open("orchestrator", Site.ALL).token();
  }

  private static IssuedInstance erp(Site site, IssuedInstance root) throws Exception {
    return site.renew("orchestrator", root, Site.ERP);
  }

  private static Outcome pay(Site site, IssuedInstance held) throws Exception {
    return Site.outcome(
        site.authorize("orchestrator", held, "payments.create", "erp://acme/inv-1", "{}"));
  }

  private static void withdraw(Site site, String kid) throws RefusedException {
    var order = new Order(site.caller("ops"), site.requestId(), "stolen");
    site.use.controlChanges().withdrawSigningKey(order, new Thumbprint(kid));
  }

  private static Caller byApiToken(Site site, String token) throws RefusedException {
    Instant now = site.clock.instant();
    String proof =
        new ProofMaker(site.signer("research"))
            .make(ProofMaker.Target.of("POST", ADMIN).withToken(token), now);
    var call = new io.legate.caller.Call("POST", ADMIN, UriRule.STRICT, List.of(proof), true);
    return site.use.callers().byApiToken(List.of("DPoP " + token), call);
  }

  private boolean introspected(IssuedInstance held) throws Exception {
    return site.use.introspection().introspect(site.caller("orchestrator"), held.token()) != null;
  }

  private List<String> published() {
    return site.use.control().get().nodeKeys().published(site.clock.instant()).stream()
        .map(key -> key.thumbprint().value())
        .toList();
  }

  private static String kid(String token) throws Exception {
    return String.valueOf(CompactJws.parse(token, CompactJws.Form.TOKEN).kid());
  }

  private static RefusedException assertRefused(Code code, ThrowingCallable call) {
    var refused = catchThrowableOfType(RefusedException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).isEqualTo(code);
    return refused;
  }
}
