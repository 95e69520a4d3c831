package io.legate.bundle;

import io.legate.crypto.Sha256;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.policy.Bundle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the policy in force what a folder says.
///
/// It looks at the content of the files, not at their times. What has changed is published once two
/// looks in a row have seen the same, so that files that are still being written are left alone.
/// Whatever cannot be read as a whole is told, counted, and changes nothing: the policy before it
/// stays in force.
public final class PolicyFolder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyFolder.class);

  /// From one look to the next.
  public static final Duration PACE = Duration.ofSeconds(1);

  private final Path folder;
  private final YamlBundles bundles;
  private final Publisher publisher;
  private final ScheduledExecutorService looking;
  private final AtomicLong refused = new AtomicLong();

  /// Written by whoever looks: the start, then the one thread.
  private @Nullable String seen;

  private @Nullable String settled;

  /// Puts a bundle in force, unless it is.
  public interface Publisher {
    /// Returns whether it was put in force now.
    boolean publish(Bundle bundle) throws LedgerUnavailableException;
  }

  private PolicyFolder(Path folder, YamlBundles bundles, Publisher publisher) {
    this.folder = folder;
    this.bundles = bundles;
    this.publisher = publisher;
    this.looking =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("policy-folder").factory());
  }

  /// Publishes what the folder says now, and goes on looking.
  ///
  /// @throws LedgerUnavailableException if it cannot be published now
  public static PolicyFolder open(Path folder, YamlBundles bundles, Publisher publisher)
      throws LedgerUnavailableException {
    var opened = begin(folder, bundles, publisher);
    var _ =
        opened.looking.scheduleWithFixedDelay(
            opened::lookOrSay, PACE.toMillis(), PACE.toMillis(), TimeUnit.MILLISECONDS);
    return opened;
  }

  /// As [#open], without looking again by itself.
  static PolicyFolder begin(Path folder, YamlBundles bundles, Publisher publisher)
      throws LedgerUnavailableException {
    var begun = new PolicyFolder(folder, bundles, publisher);
    begun.seen = begun.settle(begun.content());
    return begun;
  }

  /// Returns how often a folder's content was refused since the start.
  public long refusedCount() {
    return refused.get();
  }

  @Override
  public void close() {
    looking.shutdownNow();
  }

  /// What was found: files, or why there are none.
  private sealed interface Content {
    /// By which the same content is told.
    String digest();

    record Found(String digest, BundleFiles files) implements Content {}

    record Unusable(String digest, InvalidFilesException reason) implements Content {}
  }

  private Content content() {
    try {
      var files = BundleFiles.read(folder);
      return new Content.Found(digest(files), files);
    } catch (InvalidFilesException e) {
      return new Content.Unusable("unusable " + e.getMessage(), e);
    }
  }

  /// Whatever goes wrong, the next look comes.
  private void lookOrSay() {
    try {
      look();
    } catch (LedgerUnavailableException | RuntimeException e) {
      LOG.warn("policy of `{}` not published, trying again: {}", folder, e.toString());
    }
  }

  /// Publishes what has changed and is steady. Not for two threads at once.
  void look() throws LedgerUnavailableException {
    Content content = content();
    if (content.digest().equals(settled)) {
      seen = content.digest();
      return;
    }
    boolean steady = content.digest().equals(seen);
    seen = content.digest();
    if (steady) {
      settle(content);
    }
  }

  /// Returns the content's digest, once it is published or refused.
  private String settle(Content content) throws LedgerUnavailableException {
    switch (content) {
      case Content.Found(_, var files) -> {
        try {
          Bundle bundle = bundles.read(files).bundle();
          if (publisher.publish(bundle)) {
            LOG.info("policy {} of `{}` is in force", bundle.policy().hash(), folder);
          }
        } catch (InvalidFilesException e) {
          refuse(e);
        }
      }
      case Content.Unusable(_, var reason) -> refuse(reason);
    }
    settled = content.digest();
    return content.digest();
  }

  private void refuse(InvalidFilesException e) {
    refused.incrementAndGet();
    LOG.error(
        "policy of `{}` is refused, what was in force before stays; {} problems",
        folder,
        e.problems().size());
    e.problems().forEach(problem -> LOG.error("policy: {}", problem));
  }

  private static String digest(BundleFiles files) {
    var all = new StringBuilder();
    files
        .byName()
        .forEach(
            (name, content) ->
                all.append(name).append('\n').append(Sha256.base64Url(text(content))).append('\n'));
    return Sha256.base64Url(all.toString());
  }

  /// Byte for byte, so that no two contents look the same.
  private static String text(byte[] content) {
    return StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(content)).toString();
  }
}
