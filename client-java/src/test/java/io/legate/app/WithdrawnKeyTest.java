package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.legate.client.broker.BrokerConnection;
import io.legate.client.broker.BrokerException;
import io.legate.client.live.Company;
import io.legate.client.resource.AgentRequest;
import io.legate.client.resource.Heed;
import io.legate.client.resource.RefusedCallException;
import io.legate.client.resource.RefusedCallException.Reason;
import io.legate.client.resource.ResourceServer;
import io.legate.client.resource.ResourceServerConfig;
import io.legate.crypto.CompactJws;
import io.legate.dpop.ProofMaker;
import io.legate.dpop.ProofMaker.Target;
import io.legate.jose.CryptoProviders;
import io.legate.jose.NodeKeyFiles;
import io.legate.json.Json;
import io.legate.v1.AdminServiceGrpcClient;
import io.legate.v1.AuthorizationServiceGrpcClient;
import io.legate.v1.Decision;
import io.legate.v1.IssuedToken;
import io.legate.v1.ListSigningKeysRequest;
import io.legate.v1.SigningKey;
import io.legate.v1.WithdrawSigningKeyRequest;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two brokers on one database, of which one changes its signing key, or has it withdrawn.
class WithdrawnKeyTest {

  private static final URI BASE = URI.create(Company.AUDIENCE + "/");
  private static final String PAYMENTS = Company.AUDIENCE + "/payments";

  private Calling calling;
  private ThreeBrokers brokers;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    brokers = new ThreeBrokers(folder);
    calling = new Calling(brokers);
    brokers.start(1, 2);
    Calling.await(() -> brokers.linked(1) == 1 && brokers.linked(2) == 1);
  }

  @AfterEach
  void stop() {
    calling.close();
  }

  @Test
  void nothingThatTheKeySignedIsWorthAnythingAnywhere() throws Exception {
    String first = kid(1);
    var ofOne = openedBy(1, first);
    var ofTwo = openedBy(2, kid(2));
    assertThat(asked(2, ofOne)).isEqualTo(Decision.DECISION_ALLOW);
    try (var offline = offline(2);
        var stream = calling.asServer(1).decisions()) {
      assertThat(stream.authorize(question(1, ofTwo)).getDecision())
          .isEqualTo(Decision.DECISION_ALLOW);
      assertThat(verified(offline, ofOne)).isNull();

      withdraw(2, first);

      // From the acknowledgement on, at either.
      assertThat(refused(() -> asked(2, ofOne)).aboutAgent()).isTrue();
      assertThat(asked(2, ofTwo)).isEqualTo(Decision.DECISION_ALLOW);
      assertThat(published(2)).containsExactly(kid(2));
      Calling.await(() -> verified(offline, ofOne) == Reason.REVOKED);
      assertThat(verified(offline, ofTwo)).isNull();
      // The stream came with an API token that node 1 had signed.
      Calling.await(() -> isCut(() -> stream.authorize(question(1, ofTwo))));
    }
    // Nobody passes calls on to it any more, and it says itself that it is not ready.
    Calling.await(() -> brokers.linked(2) == 0);
    assertThat(statuses(2)).containsEntry(first, "withdrawn").containsEntry(kid(2), "announced");
  }

  @Test
  void nodeStartsAgainWithAnotherKeyOnly() throws Exception {
    String first = kid(1);
    withdraw(2, first);
    Calling.await(() -> brokers.linked(2) == 0);
    brokers.stop(1);
    assertThatThrownBy(() -> brokers.start(1))
        .rootCause()
        .isInstanceOf(StartException.class)
        .hasMessageContaining(
            "the signing key `%s` was withdrawn, and signs nothing any more".formatted(first))
        .hasMessageContaining("legate keys rotate --now --data");
    var made = NodeKeyFiles.replace(brokers.data(1), CryptoProviders.install());
    brokers.start(1);
    Calling.await(() -> brokers.linked(1) == 1 && brokers.linked(2) == 1);
    String second = made.publicKey().thumbprint().value();
    assertThat(asked(2, openedBy(1, second))).isEqualTo(Decision.DECISION_ALLOW);
    assertThat(published(1)).containsExactlyInAnyOrder(second, kid(2));
  }

  @Test
  void keyIsChangedWithoutARefusedCall() throws Exception {
    String first = kid(1);
    var before = openedBy(1, first);
    var made = NodeKeyFiles.makeNext(brokers.data(1), CryptoProviders.install());
    String second = Objects.requireNonNull(made).publicKey().thumbprint().value();
    Calling.await(() -> published(2).contains(second));
    Calling.await(() -> statuses(2).getOrDefault(first, "").equals("retired"));
    var after = openedBy(1, second);
    for (int node : List.of(1, 2)) {
      assertThat(asked(node, before)).isEqualTo(Decision.DECISION_ALLOW);
      assertThat(asked(node, after)).isEqualTo(Decision.DECISION_ALLOW);
    }
    assertThat(published(1)).containsExactlyInAnyOrder(first, second, kid(2));
  }

  @Test
  void keyThatNobodyHasAnnouncedIsNotFound() {
    String nobodys = calling.opener().key().publicKey().thumbprint().value();
    assertThatThrownBy(() -> withdraw(1, nobodys))
        .isInstanceOfSatisfying(
            BrokerException.class, e -> assertThat(e.reason()).isEqualTo("not_found"));
  }

  private String kid(int node) throws Exception {
    return NodeKeyFiles.open(
            brokers.data(node),
            io.legate.crypto.SignatureAlgorithm.ES256,
            CryptoProviders.install())
        .current()
        .publicKey()
        .thumbprint()
        .value();
  }

  /// A task's root token that this key has signed. A call about a task that the other node owns is
  /// carried out, and signed, there.
  private IssuedToken openedBy(int node, String kid) throws Exception {
    while (true) {
      var token = Paying.open(calling.asOpener(node), 1_000);
      var jws = CompactJws.parse(token.getAccessToken(), CompactJws.Form.TOKEN);
      if (kid.equals(jws.kid())) {
        return token;
      }
    }
  }

  private io.legate.v1.AuthorizeRequest question(int node, IssuedToken token) {
    return Paying.question(calling.asServer(node), token, calling.opener().key());
  }

  private Decision asked(int node, IssuedToken token) throws BrokerException {
    return calling
        .asServer(node)
        .call(AuthorizationServiceGrpcClient.Authorize, question(node, token))
        .getDecision();
  }

  private void withdraw(int at, String kid) throws BrokerException {
    BrokerConnection operator = calling.asOperator(at);
    operator.call(
        AdminServiceGrpcClient.WithdrawSigningKey,
        WithdrawSigningKeyRequest.newBuilder()
            .setRequestId(operator.newRequestId())
            .setKid(kid)
            .setReason("stolen")
            .build());
  }

  private java.util.Map<String, String> statuses(int at) {
    try {
      return calling
          .asOperator(at)
          .call(AdminServiceGrpcClient.ListSigningKeys, ListSigningKeysRequest.getDefaultInstance())
          .getKeysList()
          .stream()
          .collect(java.util.stream.Collectors.toMap(SigningKey::getKid, SigningKey::getStatus));
    } catch (BrokerException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> published(int at) {
    try {
      var set = (Json.Arr) calling.asServer(at).document("/oauth2/jwks").members().get("keys");
      return Objects.requireNonNull(set).items().stream()
          .map(key -> String.valueOf(((Json.Obj) key).string("kid")))
          .toList();
    } catch (BrokerException e) {
      throw new AssertionError(e);
    }
  }

  private ResourceServer offline(int node) throws Exception {
    var party = brokers.company.resourceServer();
    return ResourceServer.connect(
        ResourceServerConfig.of(
                party.id().value(), Company.AUDIENCE, BASE, brokers.address(node), party.key())
            .heeding(Heed.DEFAULT));
  }

  /// Why a call with the token is refused offline; null if it is not.
  private @org.jspecify.annotations.Nullable Reason verified(
      ResourceServer server, IssuedToken token) {
    var target = Target.of("POST", PAYMENTS).withToken(token.getAccessToken());
    String proof = new ProofMaker(calling.opener().key()).make(target, calling.asServer(2).now());
    try {
      var _ =
          server.verify(
              AgentRequest.http(
                  "POST", PAYMENTS, List.of("DPoP " + token.getAccessToken()), List.of(proof)));
      return null;
    } catch (RefusedCallException e) {
      return e.reason();
    }
  }

  private interface Asking {
    Object ask() throws BrokerException;
  }

  private static BrokerException refused(Asking asking) {
    var refused = catchThrowableOfType(BrokerException.class, asking::ask);
    assertThat(refused).isNotNull();
    assertThat(refused.reason()).isEqualTo("invalid_token");
    return refused;
  }

  private static boolean isCut(Asking asking) {
    try {
      asking.ask();
      return false;
    } catch (BrokerException e) {
      return true;
    }
  }
}
