package io.legate.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.assembly.Site;
import io.legate.edge.EdgeServer;
import io.legate.edge.HttpPeer;
import io.legate.merkle.LeafIndex;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.NoteSigner;
import io.legate.tlog.SignedNote;
import io.legate.tlog.TileId;
import io.legate.tlog.TileTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The log's pages over real HTTP and TLS, without any authentication.
class LogPagesTest {

  private EdgeServer server;
  private Site site;
  private HttpPeer http;

  @BeforeEach
  void start(@TempDir Path folder) throws Exception {
    server = new EdgeServer(folder);
    site = server.site;
    http = server.http();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void grow(int tasks) throws Exception {
    for (int i = 0; i < tasks; i++) {
      var _ = site.open("orchestrator", Site.ALL);
    }
  }

  private Checkpoint checkpoint() throws Exception {
    var page = http.get("/log/1/checkpoint");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
    assertThat(page.headers().firstValue("cache-control")).hasValue("public, max-age=1");
    return SignedNote.parse(page.body())
        .checkpoint(site.logSigners.stream().map(NoteSigner::key).toList());
  }

  @Test
  void aTreeIsReadFromItsTilesAndLeadsToTheSignedRoot() throws Exception {
    grow(300);
    var head = checkpoint();
    assertThat(head.origin()).isEqualTo("broker.test/log/1");
    var tree =
        new TileTree<Exception>(
            head.size(), tile -> tile.read(http.get("/log/1/" + tile.path()).body()));
    assertThat(tree.root()).isEqualTo(head.root());
    var own = site.ledger.log(new LeafIndex(77), 1).getFirst();
    assertThat(tree.leaf(new LeafIndex(77))).isEqualTo(own.hash());
  }

  @Test
  void aFullTileIsKeptForEverAndAPartialOneForAWhile() throws Exception {
    grow(260);
    var full = http.get("/log/1/tile/0/000");
    assertThat(full.body()).hasSize(256 * 32);
    assertThat(full.headers().firstValue("content-type")).hasValue("application/octet-stream");
    assertThat(full.headers().firstValue("cache-control").orElse("")).contains("immutable");
    var partial = http.get("/log/1/tile/0/001.p/2");
    assertThat(partial.body()).hasSize(64);
    assertThat(partial.headers().firstValue("cache-control").orElse("")).contains("3600");
    assertThat(http.get("/log/1/tile/1/000.p/1").body()).hasSize(32);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/log/",
        "/log/1",
        "/log/0/checkpoint",
        "/log/2/checkpoint",
        "/log/1/checkpoint/",
        "/log/01/checkpoint",
        "/log/1/tile/0/000",
        "/log/1/tile/0/000.p/255",
        "/log/1/tile/1/000.p/1",
        "/log/1/tile/0/001.p/1",
        "/log/2/tile/0/000.p/1",
        "/log/1/tile/entries/000",
        "/log/1/tile/entries/000.p/1",
        "/log/1/tile/0/..%2f..",
        "/log/1//checkpoint",
      })
  void anythingElseIsNotFound(String path) throws Exception {
    assertThat(http.get(path).statusCode()).isEqualTo(404);
  }

  @Test
  void nothingCanBeSentToALog() throws Exception {
    var reply = http.send("POST", "/log/1/checkpoint", "", "", Map.of());
    assertThat(reply.status()).isEqualTo(405);
    assertThat(reply.header("allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void aCheckpointGrowsWithTheLogAndIsConsistent() throws Exception {
    grow(3);
    var older = checkpoint();
    grow(40);
    var newer = checkpoint();
    assertThat(newer.size().leaves()).isGreaterThan(older.size().leaves());
    var tree =
        new TileTree<Exception>(
            newer.size(), tile -> tile.read(http.get("/log/1/" + tile.path()).body()));
    io.legate.merkle.Proofs.verifyConsistency(
        older.size(), newer.size(), older.root(), newer.root(), tree.consistency(older.size()));
    assertThat(List.of(older, newer)).allMatch(head -> head.origin().equals(newer.origin()));
    assertThat(new TileId(0, 0, 1).isIn(older.size())).isTrue();
  }
}
