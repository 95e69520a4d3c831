package io.legate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.legate.ledger.MemoryLedger.Bug;
import java.lang.reflect.InvocationTargetException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemoryLedgerTest extends LedgerContract {

  @Override
  protected Ledger fresh(InstantSource clock) {
    return new MemoryLedger(clock);
  }

  @Override
  protected Ledger reopen(Ledger ledger) {
    return ((MemoryLedger) ledger).reopen();
  }

  /// The contract itself, seen to fail: each bug breaks at least one of its rules.
  @ParameterizedTest
  @EnumSource
  void theContractCatches(Bug bug) throws Exception {
    assertThat(broken(bug)).as("rules broken by %s", bug).isNotEmpty();
  }

  private static List<String> broken(Bug bug) throws Exception {
    var broken = new ArrayList<String>();
    var rules =
        Arrays.stream(LedgerContract.class.getMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .toList();
    assertThat(rules).hasSizeGreaterThan(15);
    for (var rule : rules) {
      var contract = new Mutant(bug);
      contract.open();
      try {
        rule.invoke(contract);
      } catch (InvocationTargetException e) {
        broken.add(rule.getName());
      }
    }
    return broken;
  }

  /// The contract over a ledger with a bug.
  private static final class Mutant extends LedgerContract {
    private final Bug bug;

    Mutant(Bug bug) {
      this.bug = bug;
    }

    @Override
    protected Ledger fresh(InstantSource clock) {
      return new MemoryLedger(clock, bug);
    }

    @Override
    protected Ledger reopen(Ledger ledger) {
      return ((MemoryLedger) ledger).reopen();
    }
  }
}
