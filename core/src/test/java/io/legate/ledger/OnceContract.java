package io.legate.ledger;

import static io.legate.ledger.Writing.AT;
import static io.legate.ledger.Writing.batch;
import static io.legate.ledger.Writing.next;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.AppendResult.Appended;
import io.legate.ledger.AppendResult.Conflict;
import io.legate.ledger.AppendResult.OnceTaken;
import io.legate.ledger.AppendResult.Taken;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [Ledger] must do about keys that are used once.
public abstract class OnceContract extends BodiesContract {

  private static final byte[] KEY = "a key".getBytes(UTF_8);

  @Test
  public void aKeyIsTakenOnce() throws Exception {
    var key = OnceKey.single(400_000, KEY);
    assertThat(append(first(S, "a", key))).isEqualTo(new Appended());
    assertThat(append(first(T, "b", key))).isEqualTo(new OnceTaken(List.of(new Taken(0, key))));
    assertThat(ledger().head(T)).isNull();
    assertThat(requireNonNull(ledger().claim(400_000, KEY)).owner()).isNull();
    assertThat(ledger().claim(400_001, KEY)).isNull();
    assertThat(append(first(T, "b", OnceKey.single(400_001, KEY)))).isEqualTo(new Appended());
  }

  @Test
  public void aKeyIsTakenOnceWithinABatch() throws Exception {
    var key = OnceKey.single(400_000, KEY);
    var other = OnceKey.single(400_000, "other".getBytes(UTF_8));
    assertThat(append(first(S, "a", key), first(T, "b", other, key)))
        .isEqualTo(new OnceTaken(List.of(new Taken(1, key))));
    assertThat(ledger().claim(400_000, KEY)).isNull();
    assertThat(append(first(S, "a", key))).isEqualTo(new Appended());
  }

  @Test
  public void aKeyBelongsToOneOwner() throws Exception {
    var alice = OnceKey.owned(OnceKey.FOR_EVER, KEY, "alice".getBytes(UTF_8));
    var bob = OnceKey.owned(OnceKey.FOR_EVER, KEY, "bob".getBytes(UTF_8));
    var a = first(S, "a", alice);
    assertThat(append(a, first(T, "b", alice))).isEqualTo(new Appended());
    assertThat(append(next(node, a, 0, "c", alice))).isEqualTo(new Appended());
    var third = StreamId.at(AT);
    assertThat(append(first(third, "d", bob))).isEqualTo(new OnceTaken(List.of(new Taken(0, bob))));
    var anybody = OnceKey.single(OnceKey.FOR_EVER, KEY);
    assertThat(append(first(third, "e", anybody)))
        .isEqualTo(new OnceTaken(List.of(new Taken(0, anybody))));
    assertThat(requireNonNull(ledger().claim(OnceKey.FOR_EVER, KEY)).owner())
        .isEqualTo("alice".getBytes(UTF_8));
    assertThat(append(first(third, "f", OnceKey.single(9, KEY)))).isEqualTo(new Appended());
    var late = OnceKey.owned(9, KEY, "alice".getBytes(UTF_8));
    assertThat(append(first(StreamId.at(AT), "g", late)))
        .isEqualTo(new OnceTaken(List.of(new Taken(0, late))));
  }

  @Test
  public void anOwnerClaimsSoManyNewKeys() throws Exception {
    byte[] alice = "alice".getBytes(UTF_8);
    var places = new OnceKey.Places(400_000, 2);
    var keys = new ArrayList<OnceKey>();
    for (String text : List.of("one", "two", "three")) {
      keys.add(OnceKey.owned(OnceKey.FOR_EVER, text.getBytes(UTF_8), alice).within(places));
    }
    assertThat(append(first(S, "a", keys.get(0)), first(T, "b", keys.get(1), keys.get(0))))
        .isEqualTo(new Appended());
    var third = StreamId.at(AT);
    var none = new OnceTaken(List.of(new Taken(0, keys.get(2).place(1))));
    assertThat(append(first(third, "c", keys.get(2)))).isEqualTo(none);
    assertThat(ledger().claim(OnceKey.FOR_EVER, keys.get(2).key())).isNull();
    opened = reopen(ledger());
    assertThat(append(first(third, "c", keys.get(2)))).isEqualTo(none);
    var bobs = OnceKey.owned(OnceKey.FOR_EVER, KEY, "bob".getBytes(UTF_8)).within(places);
    var later = keys.get(2).within(new OnceKey.Places(400_001, 2));
    assertThat(append(first(third, "c", keys.get(0), keys.get(1), bobs, later)))
        .isEqualTo(new Appended());
    ledger().dropOnceBefore(400_002);
    var old = OnceKey.owned(OnceKey.FOR_EVER, "four".getBytes(UTF_8), alice).within(places);
    assertThat(append(first(StreamId.at(AT), "d", old)))
        .isEqualTo(new OnceTaken(List.of(new Taken(0, old.place(1)))));
  }

  @Test
  public void aKeyOfALostBatchIsNotTaken() throws Exception {
    assertThat(append(first(S, "a"))).isEqualTo(new Appended());
    var key = OnceKey.single(400_000, KEY);
    assertThat(append(first(T, "b", key), first(S, "taken"))).isEqualTo(new Conflict(List.of(1)));
    assertThat(ledger().claim(400_000, KEY)).isNull();
    assertThat(append(first(T, "b", key))).isEqualTo(new Appended());
  }

  @Test
  public void keysAreJudgedBeforePlaces() throws Exception {
    var key = OnceKey.single(400_000, KEY);
    assertThat(append(first(S, "a", key))).isEqualTo(new Appended());
    assertThat(append(first(S, "again", key), first(T, "b", key)))
        .isEqualTo(new OnceTaken(List.of(new Taken(0, key), new Taken(1, key))));
  }

  @Test
  public void aClockThatRunsAheadDropsNoBucketOfThePresent() throws Exception {
    int hour = Math.toIntExact(AT.getEpochSecond() / OnceKey.SECONDS_PER_BUCKET);
    ledger().dropOnceBefore(hour + 100);
    var present = OnceKey.single(hour, KEY);
    var lately = OnceKey.single(hour - 2, KEY);
    assertThat(append(first(S, "a", present, lately))).isEqualTo(new Appended());
    var old = OnceKey.single(hour - 3, KEY);
    assertThat(append(first(T, "b", old))).isEqualTo(new OnceTaken(List.of(new Taken(0, old))));
  }

  @Test
  public void aDroppedBucketLetsNoKeyBeUsedAgain() throws Exception {
    var old = OnceKey.single(10, KEY);
    var young = OnceKey.single(12, KEY);
    var kept = OnceKey.owned(OnceKey.FOR_EVER, KEY, KEY);
    assertThat(append(first(S, "a", old, young, kept))).isEqualTo(new Appended());
    ledger().dropOnceBefore(12);
    assertThat(ledger().claim(10, KEY)).isNull();
    assertThat(ledger().claim(12, KEY)).isNotNull();
    assertThat(ledger().claim(OnceKey.FOR_EVER, KEY)).isNotNull();
    assertThat(append(first(T, "b", old))).isEqualTo(new OnceTaken(List.of(new Taken(0, old))));
    var again = reopen(ledger());
    assertThat(again.append(batch(again, 0, first(T, "b", old))))
        .isEqualTo(new OnceTaken(List.of(new Taken(0, old))));
    assertThat(again.append(batch(again, 0, first(T, "b", young))))
        .isEqualTo(new OnceTaken(List.of(new Taken(0, young))));
  }
}
