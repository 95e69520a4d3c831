package io.legate.app.audit;

import io.legate.audit.Finding;
import io.legate.audit.Lie;
import io.legate.audit.LogExamination;
import io.legate.audit.Verdict;
import io.legate.audit.Verdict.Shown;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.TreeSize;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.NoteKey;
import io.legate.tlog.SignedNote;
import io.legate.tlog.TileId;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// A log over HTTP (`c2sp.org/tlog-tiles`): its checkpoint and hash tiles, which anyone may read.
///
/// What the hashes are of is not looked at: entries are for auditors.
final class HttpLog implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final URI prefix;
  private final HttpClient client;

  /// @param prefix the log's address, without a slash at its end
  /// @param authority certificates to trust, null for those of the JDK
  HttpLog(URI prefix, @Nullable Path authority) throws IOException {
    String text = prefix.toString();
    if (!text.startsWith("https://") || text.endsWith("/")) {
      throw new IllegalArgumentException("`" + text + "` is not https://…/log/<node>");
    }
    this.prefix = prefix;
    var builder = HttpClient.newBuilder().connectTimeout(PATIENCE);
    this.client =
        authority == null ? builder.build() : builder.sslContext(trusting(authority)).build();
  }

  private static SSLContext trusting(Path authority) throws IOException {
    try (InputStream in = Files.newInputStream(authority)) {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + store.size(), certificate);
      }
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, factory.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("`" + authority + "` holds no certificates", e);
    }
  }

  /// Reads every leaf hash and holds the tree against the log's own checkpoint and others.
  ///
  /// @throws IOException if the log gives no answer
  Verdict verify(List<Shown> notes, List<NoteKey> pinned, LongConsumer progress)
      throws IOException {
    byte[] answer = get("checkpoint");
    if (answer == null) {
      return new Verdict(0, 0, new Finding(Lie.TRUNCATED, OptionalLong.empty(), "no checkpoint"));
    }
    var own =
        new Shown("the checkpoint that is served", new String(answer, StandardCharsets.UTF_8));
    var all = new ArrayList<Shown>(notes);
    all.addFirst(own);
    var log = new LogExamination(0, Verdict.sizes(all));
    Finding found = null;
    try {
      Checkpoint head = SignedNote.parse(answer).checkpoint(pinned);
      found = read(log, head, progress);
    } catch (InvalidEvidenceException e) {
      // The verdict names it.
    }
    Verdict verdict = Verdict.of(log, null, all, pinned);
    return found == null ? verdict : new Verdict(verdict.records(), 0, found);
  }

  private @Nullable Finding read(LogExamination log, Checkpoint head, LongConsumer progress)
      throws IOException {
    var roots = new ArrayList<Hash>();
    TreeSize size = head.size();
    while (log.next() < size.leaves()) {
      List<Hash> hashes = tile(TileId.of(0, log.next(), size));
      if (hashes == null) {
        return new Finding(Lie.TRUNCATED, OptionalLong.of(log.next()), "its tile is not served");
      }
      log.hashes(hashes);
      if (hashes.size() == TileId.WIDTH) {
        roots.add(Frontier.empty().plus(hashes).root());
      }
      progress.accept(log.next());
    }
    return log.root().equals(head.root()) ? null : located(roots, size);
  }

  /// The first tile that is not the one that the level above was made of.
  private @Nullable Finding located(List<Hash> roots, TreeSize size) throws IOException {
    for (int i = 0; i < roots.size(); i += TileId.WIDTH) {
      List<Hash> above = tile(TileId.of(1, i, size));
      for (int j = 0; above != null && j < above.size(); j++) {
        if (!above.get(j).equals(roots.get(i + j))) {
          long leaf = (long) (i + j) * TileId.WIDTH;
          return new Finding(
              Lie.CHANGED, OptionalLong.of(leaf), "the tile that begins here is not the log's");
        }
      }
    }
    return null;
  }

  private @Nullable List<Hash> tile(TileId tile) throws IOException {
    byte[] bytes = get(tile.path());
    if (bytes == null) {
      return null;
    }
    try {
      return tile.read(bytes);
    } catch (InvalidEvidenceException e) {
      throw new IOException("`" + tile.path() + "`: " + e.getMessage(), e);
    }
  }

  /// Returns what is served, or null where there is nothing.
  private byte @Nullable [] get(String path) throws IOException {
    var request = HttpRequest.newBuilder(URI.create(prefix + "/" + path)).timeout(PATIENCE).build();
    try {
      var response = client.send(request, BodyHandlers.ofByteArray());
      int status = response.statusCode();
      if (status != 200 && status != 404) {
        throw new IOException("`" + path + "` is answered with " + status);
      }
      return status == 200 ? response.body() : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
