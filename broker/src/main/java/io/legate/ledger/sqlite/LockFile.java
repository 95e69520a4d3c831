package io.legate.ledger.sqlite;

import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The lock against a second process. The operating system releases it when this one ends, however
/// it ends; the file itself stays and means nothing.
final class LockFile implements AutoCloseable {

  private final FileChannel channel;

  private LockFile(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the lock of a folder.
  ///
  /// @throws LedgerUnavailableException if another holds it
  static LockFile take(Path folder) throws LedgerUnavailableException {
    Path file = folder.resolve("ledger.lock");
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (tryLock(channel) != null) {
        return new LockFile(channel);
      }
      channel.close();
    } catch (IOException e) {
      closeQuietly(channel, e);
      throw new LedgerUnavailableException(
          Reason.NOT_WRITTEN, "the ledger in `" + folder + "` cannot be locked", e);
    }
    throw new LedgerUnavailableException(
        Reason.IN_USE, "another process holds the ledger in `" + folder + "`");
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel, IOException cause) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        cause.addSuppressed(e);
      }
    }
  }

  /// Releases the lock.
  void release() throws LedgerUnavailableException {
    try {
      close();
    } catch (IOException e) {
      throw new LedgerUnavailableException(Reason.NOT_WRITTEN, "the lock cannot be released", e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
