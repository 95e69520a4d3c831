package io.legate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.legate.audit.Witness.Growth;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.InvalidProofException;
import io.legate.merkle.Proofs;
import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.JdkSigner;
import io.legate.tlog.NoteKey.Kind;
import io.legate.tlog.NoteSigner;
import io.legate.tlog.Quorum;
import io.legate.tlog.SignedNote;
import io.legate.tlog.TileId;
import io.legate.tlog.TileTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Against a witness that does what `c2sp.org/tlog-witness` says, in the order in which it says it.
class HttpWitnessTest {

  private static final String LOG = "broker.test/log/1";
  private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");
  private static final NoteSigner OWN = new JdkSigner(LOG, Kind.ED25519);
  private static final NoteSigner KEY = new JdkSigner("witness.test/w", Kind.ED25519_COSIGNATURE);
  private static final NoteSigner SECOND = new JdkSigner("witness.test/w", Kind.ML_DSA_44);

  private final List<Hash> leaves = new ArrayList<>();
  private final List<Integer> answers = new ArrayList<>();
  private HttpServer server;
  private HttpWitness witness;
  private @Nullable Checkpoint last;
  private NoteSigner cosigner = KEY;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/prefix/add-checkpoint", this::add);
    server.start();
    witness = newWitness();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private HttpWitness newWitness() {
    String prefix = "http://127.0.0.1:" + server.getAddress().getPort() + "/prefix";
    return new HttpWitness(URI.create(prefix), KEY.key());
  }

  private void add(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String answer = "";
    int status;
    try {
      int end = body.indexOf("\n\n");
      String[] lines = body.substring(0, end).split("\n", -1);
      var note = SignedNote.parse(body.substring(end + 2));
      var shown = note.checkpoint(List.of(OWN.key()));
      long old = Long.parseLong(lines[0].substring("old ".length()));
      var proof = new ArrayList<Hash>();
      for (int i = 1; i < lines.length; i++) {
        proof.add(Hash.of(Base64.getDecoder().decode(lines[i])));
      }
      status = judged(shown, old, proof);
      if (status == 200) {
        last = shown;
        String signed = note.with(shown.signature(cosigner, AT)).format();
        answer = signed.substring(signed.lastIndexOf('\u2014'));
      } else if (status == 409) {
        exchange.getResponseHeaders().set("content-type", "text/x.tlog.size");
        answer = seen() + "\n";
      }
    } catch (InvalidEvidenceException e) {
      status = 403;
    }
    answers.add(status);
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private long seen() {
    return last == null ? 0 : last.size().leaves();
  }

  private int judged(Checkpoint shown, long old, List<Hash> proof) {
    if (old > shown.size().leaves()) {
      return 400;
    }
    Checkpoint before = last;
    if (old != seen()) {
      return 409;
    }
    if (before == null || before.size().equals(shown.size())) {
      boolean same = before == null || before.root().equals(shown.root());
      return same && proof.isEmpty() ? 200 : 409;
    }
    try {
      Proofs.verifyConsistency(before.size(), shown.size(), before.root(), shown.root(), proof);
      return 200;
    } catch (InvalidProofException e) {
      return 422;
    }
  }

  private SignedNote grown(String... records) {
    for (String record : records) {
      leaves.add(Rfc6962.leaf(record.getBytes(StandardCharsets.UTF_8)));
    }
    var root = Frontier.empty().plus(leaves).root();
    return new Checkpoint(LOG, new TreeSize(leaves.size()), root).signedBy(List.of(OWN), AT);
  }

  private final Growth growth =
      (older, newer) -> new TileTree<RuntimeException>(newer, this::tile).consistency(older);

  private List<Hash> tile(TileId tile) {
    return leaves.subList(0, tile.width());
  }

  @Test
  void everyCheckpointIsCosignedWithAProofFromTheOneBefore() throws Exception {
    for (String record : List.of("a", "b", "c", "d", "e")) {
      SignedNote cosigned = witness.cosign(grown(record, record), growth);
      assertThat(new Quorum(List.of(KEY.key()), 1).count(cosigned)).isEqualTo(1);
      assertThat(cosigned.checkpoint(List.of(OWN.key())).size().leaves()).isEqualTo(leaves.size());
    }
    assertThat(answers).containsOnly(200);
  }

  @Test
  void whatTheWitnessHasSeenIsLearntFromIt() throws Exception {
    witness.cosign(grown("a", "b", "c"), growth);
    var restarted = newWitness();
    restarted.cosign(grown("d"), growth);
    assertThat(answers).containsExactly(200, 409, 200);
  }

  @Test
  void historyThatTheWitnessHasNotSeenIsRefused() throws Exception {
    witness.cosign(grown("a", "b", "c"), growth);
    leaves.clear();
    assertRefused(grown("x", "y", "z"), "another history");
    assertRefused(grown("d"), "answers with 422");
    leaves.clear();
    assertRefused(grown("a"), "has seen more");
  }

  @Test
  void answerThatIsNoCosignatureOfTheKnownKeyIsNone() {
    cosigner = SECOND;
    assertRefused(grown("a"), "no cosignature");
    cosigner = new JdkSigner("stranger.test/w", Kind.ED25519_COSIGNATURE);
    assertRefused(grown("b"), "no cosignature");
  }

  private void assertRefused(SignedNote note, String why) {
    assertThatThrownBy(() -> witness.cosign(note, growth))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
  }
}
