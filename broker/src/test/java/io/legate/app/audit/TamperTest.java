package io.legate.app.audit;

import static io.legate.app.audit.RealLog.joined;
import static io.legate.app.audit.RealLog.line;
import static io.legate.app.audit.RealLog.lines;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.audit.ExportExamination;
import io.legate.audit.Finding;
import io.legate.audit.Lie;
import io.legate.audit.LogExport;
import io.legate.audit.Receipts;
import io.legate.audit.Verdict;
import io.legate.audit.Verdict.Shown;
import io.legate.merkle.Frontier;
import io.legate.merkle.Hash;
import io.legate.merkle.Rfc6962;
import io.legate.merkle.TreeSize;
import io.legate.tlog.Checkpoint;
import io.legate.tlog.InvalidEvidenceException;
import io.legate.tlog.JdkSigner;
import io.legate.tlog.NoteKey;
import io.legate.tlog.SignedNote;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything that can be done to an export of a real log is found and named, by our verifier and,
/// where it says so, by the independent one. `-Dlegate.tamper.tasks=1000` does it on a log of ten
/// thousand records.
class TamperTest {

  private static final int TASKS = Integer.getInteger("legate.tamper.tasks", 100);
  private static final int SAMPLE = 200;
  private static final int BITS = 4;

  @TempDir private static Path folder;

  private static RealLog log;
  private static byte[] export;
  private static List<byte[]> lines;
  private static int size;
  private static NoteKey key;

  @BeforeAll
  static void make() throws Exception {
    log = RealLog.make(folder.resolve("data"), TASKS);
    Path file = folder.resolve("log.jsonl");
    var ran = RealLog.run("export", "--data", log.data().toString(), "--out", file.toString());
    assertThat(ran.code()).as(ran.err()).isZero();
    export = Files.readAllBytes(file);
    lines = lines(export);
    key = NoteKey.parse(log.key());
    size = (int) verdict(export).records();
    assertThat(size).isGreaterThan(1_000);
  }

  private static Verdict verdict(byte[] bytes, Shown... notes) throws Exception {
    return ExportExamination.examine(
        new ByteArrayInputStream(bytes), List.of(notes), List.of(key), _ -> {});
  }

  private static Finding found(byte[] bytes, Shown... notes) throws Exception {
    Verdict verdict = verdict(bytes, notes);
    assertThat(verdict.holds()).as("held").isFalse();
    return requireNonNull(verdict.finding());
  }

  private static void assertFound(byte[] bytes, Lie lie, long leaf) throws Exception {
    Finding finding = found(bytes);
    assertThat(finding.lie()).as(finding.toString()).isEqualTo(lie);
    assertThat(finding.leaf()).as(finding.toString()).hasValue(leaf);
  }

  private static byte[] with(List<byte[]> changed) {
    return joined(changed);
  }

  private static List<byte[]> copy() {
    return new ArrayList<>(lines);
  }

  private static Path write(String name, byte[] bytes) throws Exception {
    return Files.write(folder.resolve(name), bytes);
  }

  @Test
  void whatNobodyTouchedHolds() throws Exception {
    var verdict = verdict(export);
    assertThat(verdict.holds()).as(String.valueOf(verdict.finding())).isTrue();
    assertThat(verdict.signed()).isEqualTo(size);
    var byItsOwnKeys =
        ExportExamination.examine(new ByteArrayInputStream(export), List.of(), List.of(), _ -> {});
    assertThat(byItsOwnKeys.holds()).isTrue();
  }

  @Test
  void aBitOfARecordIsFoundAtThatRecord() throws Exception {
    var random = new Random(1);
    for (int i = 0; i < SAMPLE; i++) {
      int leaf = random.nextInt(size);
      for (int j = 0; j < BITS; j++) {
        var changed = copy();
        byte[] record = changed.get(line(leaf)).clone();
        record[random.nextInt(record.length)] ^= (byte) (1 << random.nextInt(8));
        changed.set(line(leaf), record);
        assertFound(with(changed), Lie.CHANGED, leaf);
      }
    }
  }

  @Test
  void aBitOfAListedHashIsFoundAtItsRecord() throws Exception {
    var changed = copy();
    String listed = new String(changed.get(257), UTF_8);
    assertThat(listed).startsWith("{\"hashes\":\"");
    int at = listed.indexOf(":\"") + 2 + 44 * 3;
    char other = listed.charAt(at) == 'A' ? 'B' : 'A';
    changed.set(257, (listed.substring(0, at) + other + listed.substring(at + 1)).getBytes(UTF_8));
    Finding finding = found(with(changed));
    assertThat(finding.lie()).isEqualTo(Lie.CHANGED);
    assertThat(finding.leaf()).hasValue(44 * 3 / 4 * 3 / 32);
    assertThat(finding.sentence()).contains("hash listed");
  }

  @Test
  void aDroppedRecordIsFound() throws Exception {
    for (int leaf : List.of(0, 1, 254, 255, 256, 257, size - 1)) {
      var changed = copy();
      changed.remove(line(leaf));
      assertFound(with(changed), Lie.DROPPED, leaf);
    }
  }

  @Test
  void aRecordThatIsThereTwiceIsFound() throws Exception {
    for (int leaf : List.of(0, 254, 300, size - 1)) {
      var changed = copy();
      changed.add(line(leaf) + 1, lines.get(line(leaf)));
      assertFound(with(changed), Lie.INSERTED, leaf + 1L);
    }
  }

  @Test
  void anInsertedRecordIsFound() throws Exception {
    byte[] strange =
        new String(lines.get(line(40)), UTF_8).replace("\"at\":1", "\"at\":2").getBytes(UTF_8);
    for (int leaf : List.of(0, 100, 256, size - 1)) {
      var changed = copy();
      changed.add(line(leaf), strange);
      assertFound(with(changed), Lie.INSERTED, leaf);
    }
  }

  @Test
  void recordsInAnotherOrderAreFound() throws Exception {
    for (int leaf : List.of(0, 100, 253, size - 2)) {
      var changed = copy();
      Collections.swap(changed, line(leaf), line(leaf + 1));
      assertFound(with(changed), Lie.REORDERED, leaf);
    }
    var far = copy();
    Collections.swap(far, line(17), line(700));
    assertFound(with(far), Lie.REORDERED, 17);
  }

  @Test
  void anExportThatIsCutAnywhereIsTruncated() throws Exception {
    // Of its first records only: what stands before the end does not matter to it.
    byte[] shorter = rewritten(300, List.of());
    for (int cut = 1; cut <= 4_096; cut++) {
      Finding finding = found(Arrays.copyOf(shorter, shorter.length - cut));
      assertThat(finding.lie()).as("cut by " + cut + ": " + finding).isEqualTo(Lie.TRUNCATED);
    }
  }

  @Test
  void whatFollowsTheCheckpointIsFound() throws Exception {
    for (String more : List.of("x", "\n", "x\n")) {
      byte[] longer = Arrays.copyOf(export, export.length + more.length());
      System.arraycopy(more.getBytes(UTF_8), 0, longer, export.length, more.length());
      assertThat(found(longer).lie()).isEqualTo(Lie.INSERTED);
    }
  }

  @Test
  void anEndThatIsReplacedByAnOlderOneIsStillWhatWasSigned() throws Exception {
    // What was signed is all that can be known of where a log ends: hold a later checkpoint
    // against it.
    var older = rewritten(300, List.of());
    assertThat(verdict(older).holds()).isTrue();
    var later = new Shown("a later one", note());
    assertThat(found(older, later).lie()).isEqualTo(Lie.TRUNCATED);
    assertThat(found(older, later).leaf()).hasValue(300);
  }

  @Test
  void twoHeadsOfOneSizeAreAFork() throws Exception {
    var other = new Shown("another", log.signed(size, Rfc6962.emptyRoot()));
    assertThat(found(export, other).lie()).isEqualTo(Lie.FORKED);
    var older = new Shown("an older one", log.signed(17, Rfc6962.emptyRoot()));
    assertThat(found(export, older).lie()).isEqualTo(Lie.FORKED);
    var honest = new Shown("an older one", log.signed(17, root(17)));
    assertThat(verdict(export, honest).holds()).isTrue();
  }

  @Test
  void anotherSignerIsAWrongKey() throws Exception {
    var stranger = new JdkSigner(RealLog.ORIGIN, NoteKey.Kind.ED25519);
    var checkpoint = new Checkpoint(RealLog.ORIGIN, new TreeSize(size), root(size));
    byte[] replaced = ended(checkpoint.signedBy(List.of(stranger), RealLog.AT));
    assertThat(found(replaced).lie()).isEqualTo(Lie.WRONG_KEY);
    var byItsOwnKeys =
        ExportExamination.examine(
            new ByteArrayInputStream(replaced), List.of(), List.of(), _ -> {});
    assertThat(requireNonNull(byItsOwnKeys.finding()).lie()).isEqualTo(Lie.WRONG_KEY);
  }

  @Test
  void aBitOfTheCheckpointIsFound() throws Exception {
    // Of the text and of the trusted key's signature; those of other keys are passed over.
    byte[] last = lines.getLast();
    String text = new String(last, java.nio.charset.StandardCharsets.ISO_8859_1);
    int end = text.indexOf("\\n", text.indexOf(" " + RealLog.ORIGIN));
    assertThat(end).isBetween(200, last.length / 2);
    for (int i = 0; i < end; i++) {
      var changed = copy();
      byte[] harmed = last.clone();
      harmed[i] ^= 1;
      changed.set(changed.size() - 1, harmed);
      assertThat(found(with(changed)).lie()).isNotNull();
    }
  }

  @Test
  void aRecordThatIsChangedWithItsListedHashIsNamedByItsSuccessor() throws Exception {
    // The second event of a task is followed by others that name it.
    int leaf = 40;
    byte[] forged =
        new String(lines.get(line(leaf)), UTF_8)
            .replaceFirst("\"data\":\\{", "\"data\":{\"!\":1,")
            .getBytes(UTF_8);
    Finding finding = found(rewritten(size, List.of(new Forged(leaf, forged))));
    assertThat(finding.lie()).as(finding.toString()).isEqualTo(Lie.CHANGED);
    assertThat(finding.leaf()).hasValue(leaf);
  }

  @Test
  void aLastRecordThatIsChangedWithItsListedHashIsAFork() throws Exception {
    byte[] forged =
        new String(lines.get(line(size - 1)), UTF_8)
            .replaceFirst("\"data\":\\{", "\"data\":{\"!\":1,")
            .getBytes(UTF_8);
    var out = new ByteArrayOutputStream();
    copyWith(out, size, List.of(new Forged(size - 1, forged)), SignedNote.parse(note()));
    Finding finding = found(out.toByteArray());
    assertThat(finding.lie()).as(finding.toString()).isEqualTo(Lie.FORKED);
  }

  @Test
  void theProofOfAnotherDecisionIsRefused() throws Exception {
    var a = log.receipts().getFirst();
    for (Receipts.Issued b : log.receipts().subList(1, log.receipts().size())) {
      Hash leaf = Rfc6962.leaf(requireNonNull(a.record()));
      try {
        b.receipt().verify(leaf, RealLog.ORIGIN, List.of(key));
        throw new AssertionError("it held");
      } catch (InvalidEvidenceException e) {
        assertThat(e.reason()).isEqualTo(InvalidEvidenceException.Reason.NOT_INCLUDED);
      }
      b.receipt().verify(b.leaf(), RealLog.ORIGIN, List.of(key));
    }
  }

  @Test
  void theIndependentVerifierFindsItToo() throws Exception {
    Python.assume();
    assertPython(0, "held: " + size + " records", export);
    var changed = copy();
    byte[] record = changed.get(line(123)).clone();
    record[50] ^= 1;
    changed.set(line(123), record);
    assertPython(1, "record 123 ", with(changed));
    var dropped = copy();
    dropped.remove(line(300));
    assertPython(1, "record 300 ", with(dropped));
    var swapped = copy();
    Collections.swap(swapped, line(5), line(6));
    assertPython(1, "record 5 ", with(swapped));
    assertPython(1, "truncated", Arrays.copyOf(export, export.length - 1));
    assertPython(1, "truncated", Arrays.copyOf(export, export.length - 3_000));
    var stranger = new JdkSigner(RealLog.ORIGIN, NoteKey.Kind.ED25519);
    var checkpoint = new Checkpoint(RealLog.ORIGIN, new TreeSize(size), root(size));
    assertPython(1, "wrong key", ended(checkpoint.signedBy(List.of(stranger), RealLog.AT)));
    var out = new ByteArrayOutputStream();
    var forged = new Forged(size - 1, "{}".getBytes(UTF_8));
    copyWith(out, size, List.of(forged), SignedNote.parse(note()));
    assertPython(1, "not those under the checkpoint", out.toByteArray());
  }

  private static void assertPython(int code, String says, byte[] bytes) throws Exception {
    var ran = Python.verify(log.key(), "export", write("python.jsonl", bytes).toString());
    assertThat(ran.out()).contains(says);
    assertThat(ran.code()).isEqualTo(code);
  }

  @Test
  void theIndependentVerifierChecksReceiptsAndCheckpoints() throws Exception {
    Python.assume();
    var a = log.receipts().getFirst();
    var b = log.receipts().getLast();
    String record = write("a.json", requireNonNull(a.record())).toString();
    String own = write("a.tlog-proof", a.receipt().format().getBytes(UTF_8)).toString();
    String other = write("b.tlog-proof", b.receipt().format().getBytes(UTF_8)).toString();
    assertThat(Python.verify(log.key(), "receipt", own, record).code()).isZero();
    var refused = Python.verify(log.key(), "receipt", other, record);
    assertThat(refused.out()).contains("does not stand where the receipt says");
    assertThat(refused.code()).isEqualTo(1);
    String head = write("head", note().getBytes(UTF_8)).toString();
    String fork = write("fork", log.signed(size, Rfc6962.emptyRoot()).getBytes(UTF_8)).toString();
    assertThat(Python.verify(log.key(), "checkpoint", head).code()).isZero();
    var forked = Python.verify(log.key(), "checkpoint", head, fork);
    assertThat(forked.out()).contains("forked");
    assertThat(forked.code()).isEqualTo(1);
    String strange = new JdkSigner(RealLog.ORIGIN, NoteKey.Kind.ED25519).key().text();
    assertThat(Python.verify(strange, "checkpoint", head).out()).contains("wrong key");
  }

  /// The checkpoint at the end of the export.
  private static String note() throws Exception {
    return String.valueOf(
        io.legate.json.JsonReader.readObject(lines.getLast()).string("checkpoint"));
  }

  /// The export with another checkpoint at its end.
  private static byte[] ended(SignedNote note) throws Exception {
    var out = new ByteArrayOutputStream();
    copyWith(out, size, List.of(), note);
    return out.toByteArray();
  }

  /// A record that is put in place of another.
  private record Forged(int leaf, byte[] record) {}

  /// An export of the first records with everything beside them made anew, the checkpoint too.
  private static byte[] rewritten(int records, List<Forged> forged) throws Exception {
    var out = new ByteArrayOutputStream();
    var note = SignedNote.parse(log.signed(records, root(records)));
    copyWith(out, records, forged, note);
    return out.toByteArray();
  }

  private static void copyWith(
      ByteArrayOutputStream out, int records, List<Forged> forged, SignedNote note)
      throws Exception {
    var written = new LogExport(out, 1, RealLog.ORIGIN);
    for (int leaf = 0; leaf < records; leaf++) {
      byte[] record = lines.get(line(leaf));
      for (Forged one : forged) {
        record = one.leaf == leaf ? one.record : record;
      }
      written.record(record, Rfc6962.leaf(record));
    }
    written.end(note);
  }

  private static Hash root(int records) {
    var frontier = Frontier.empty();
    for (int leaf = 0; leaf < records; leaf++) {
      frontier = frontier.plus(Rfc6962.leaf(lines.get(line(leaf))));
    }
    return frontier.root();
  }
}
