package io.legate.app;

import io.legate.audit.OutsideWitness;
import io.legate.audit.Witness;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.merkle.Hash;
import io.legate.merkle.TreeSize;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.NoteKey;
import io.legate.tlog.NoteSignature;
import io.legate.tlog.SignedNote;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// An outside witness over HTTP: `add-checkpoint` of `c2sp.org/tlog-witness`.
///
/// What the witness has seen last it says itself, when it is told wrong.
final class HttpWitness implements OutsideWitness {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,17})\n");

  private final URI address;
  private final NoteKey key;
  private final HttpClient client;
  private TreeSize seen = new TreeSize(0);

  /// @param prefix the witness's submission prefix
  HttpWitness(URI prefix, NoteKey key) {
    this.address = URI.create(prefix + "/add-checkpoint");
    this.key = key;
    this.client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  }

  @Override
  public NoteKey key() {
    return key;
  }

  @Override
  public SignedNote cosign(SignedNote note, Witness.Growth growth)
      throws LedgerUnavailableException, IOException {
    Checkpoint shown = checkpoint(note);
    HttpResponse<String> answer = post(note, shown, growth);
    if (answer.statusCode() == 409) {
      var told = SIZE.matcher(answer.body());
      if (!told.matches() || seen.leaves() == Long.parseLong(told.group(1))) {
        throw new IOException("witness `" + name() + "` has seen another history of this log");
      }
      seen = new TreeSize(Long.parseLong(told.group(1)));
      answer = post(note, shown, growth);
    }
    if (answer.statusCode() != 200) {
      throw new IOException("witness `" + name() + "` answers with " + answer.statusCode());
    }
    SignedNote cosigned = verified(note, answer.body());
    seen = shown.size();
    return cosigned;
  }

  private HttpResponse<String> post(SignedNote note, Checkpoint shown, Witness.Growth growth)
      throws LedgerUnavailableException, IOException {
    if (seen.compareTo(shown.size()) > 0) {
      throw new IOException("witness `" + name() + "` has seen more of this log than there is");
    }
    boolean grown = seen.leaves() > 0 && !seen.equals(shown.size());
    List<Hash> proof = grown ? growth.proof(seen, shown.size()) : List.of();
    var body = new StringBuilder("old ").append(seen.leaves()).append('\n');
    for (Hash hash : proof) {
      body.append(Base64.getEncoder().encodeToString(hash.bytes())).append('\n');
    }
    body.append('\n').append(note.format());
    var request =
        HttpRequest.newBuilder(address)
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /// The answer's lines are read as those of a note, as the specification suggests; of all that are
  /// there only the witness's own counts.
  private SignedNote verified(SignedNote note, String lines) throws IOException {
    try {
      SignedNote answered = SignedNote.parse(note.format() + lines);
      answered.verify(List.of(key));
      SignedNote cosigned = note;
      for (NoteSignature signature : answered.signatures()) {
        cosigned = signature.isOf(key) ? cosigned.with(signature) : cosigned;
      }
      return cosigned;
    } catch (InvalidEvidenceException e) {
      throw new IOException("witness `" + name() + "` answers with no cosignature", e);
    }
  }

  private static Checkpoint checkpoint(SignedNote note) throws IOException {
    try {
      return Checkpoint.parse(note.text());
    } catch (InvalidEvidenceException e) {
      throw new IOException("the kept checkpoint is none", e);
    }
  }
}
