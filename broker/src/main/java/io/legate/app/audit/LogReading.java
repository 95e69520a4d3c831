package io.legate.app.audit;

import io.legate.audit.Before;
import io.legate.audit.ExportReader;
import io.legate.audit.ExportReader.Part;
import io.legate.audit.KeptLog;
import io.legate.evidence.LogProofs;
import io.legate.json.Json;
import io.legate.json.JsonReader;
import io.legate.json.MalformedJsonException;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.LedgerUnavailableException.Reason;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.Hash;
import io.legate.tlog.InvalidEvidenceException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Reads logs for the receipts that follow from them.
final class LogReading {

  /// The kind of record by which a node announces its keys; numbers of kinds are never reused.
  private static final int LOG_KEYS_ANNOUNCED = 112;

  private LogReading() {}

  /// Returns the hashes of all logs of a source, with what is signed of each.
  ///
  /// @param looked told now and then how many records were read
  /// @throws InvalidEvidenceException if a log's own keys have not signed its checkpoint
  static List<LogProofs> proofs(RecordsSource source, LongConsumer looked)
      throws LedgerUnavailableException, InvalidEvidenceException, IOException {
    Path export = source.export();
    if (export != null) {
      return List.of(exported(export, looked));
    }
    var found = new ArrayList<LogProofs>();
    try (var database = Database.open(source.data(), source.ledger())) {
      for (KeptLog log : database.logs()) {
        found.add(kept(log, looked));
      }
    }
    return found;
  }

  private static LogProofs kept(KeptLog log, LongConsumer looked)
      throws LedgerUnavailableException, InvalidEvidenceException {
    // The checkpoint before the head: what is signed then is not ahead of what is read.
    String checkpoint = log.checkpoint();
    var proofs = new LogProofs(log.node());
    log.read(
        log.head().frontier().size().leaves(),
        new KeptLog.Reader() {
          @Override
          public void record(StoredEvent row, @Nullable Before before) {
            take(proofs, row);
            looked.accept(row.leaf().value() + 1);
          }

          @Override
          public void unreadable(long leaf) {
            proofs.leaf(Hash.of(new byte[Hash.BYTES]));
          }
        });
    if (checkpoint != null) {
      proofs.checkpoint(checkpoint);
    }
    return proofs;
  }

  private static LogProofs exported(Path export, LongConsumer looked)
      throws LedgerUnavailableException, InvalidEvidenceException, IOException {
    try (var in = new BufferedInputStream(Files.newInputStream(export))) {
      var reader = new ExportReader(in);
      if (!(reader.next() instanceof Part.Begin(var node, _))) {
        throw new LedgerUnavailableException(Reason.DAMAGED, "`" + export + "` is empty");
      }
      var proofs = new LogProofs(node);
      long read = 0;
      Part part;
      while ((part = reader.next()) != null) {
        looked.accept(++read);
        switch (part) {
          case Part.Kept(var event) -> take(proofs, event);
          case Part.Removed(_, var hash) -> proofs.leaf(hash);
          case Part.End(var checkpoint) -> proofs.checkpoint(checkpoint);
          case Part.Begin _ -> {}
        }
      }
      return proofs;
    }
  }

  private static void take(LogProofs proofs, StoredEvent row) {
    proofs.leaf(row.hash());
    byte[] body = row.body();
    if (row.kind() == LOG_KEYS_ANNOUNCED && body != null) {
      try {
        if (JsonReader.readObject(body).get("data") instanceof Json.Obj data) {
          proofs.announced(data);
        }
      } catch (MalformedJsonException e) {
        // Then it announces nothing, and what its keys have signed is not believed.
      }
    }
  }
}
