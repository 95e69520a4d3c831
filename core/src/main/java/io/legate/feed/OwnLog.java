package io.legate.feed;
import io.legate.control.ControlState;
import io.legate.ledger.Journals;
import io.legate.ledger.LedgerUnavailableException;
import io.legate.ledger.StoredEvent;
import io.legate.merkle.LeafIndex;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

public final class OwnLog implements Logs {
  static final Set<Integer> KINDS = Set.of(8, 9, 10, 11, 12, 100, 101, 102, 103, 105);
  private final Journals<ControlState> journals;
  public OwnLog(Journals<ControlState> journals) { this.journals = journals; }

  @Override
  public Page after(Position from, int max) throws LedgerUnavailableException {
    int node = journals.head().node();
    long leaf = from.of(node);
    var found = new ArrayList<StoredEvent>();
    while (found.size() < max) {
      List<StoredEvent> page = journals.log(new LeafIndex(leaf), 256);
      for (StoredEvent e : page) {
        if (found.size() == max) { break; }
        if (KINDS.contains(e.kind())) { found.add(e); }
        leaf = e.leaf().value() + 1;
      }
      if (page.size() < 256) { break; }
    }
    return new Page(found, at(node, leaf), found.size() == max);
  }

  @Override
  public Position before(Instant at) { return Position.START; }

  @Override
  public Position end() throws LedgerUnavailableException {
    return at(journals.head().node(), journals.head().frontier().size().leaves());
  }

  private static Position at(int node, long leaf) {
    var read = new TreeMap<Integer, Long>();
    read.put(node, leaf);
    return new Position(read);
  }
}
