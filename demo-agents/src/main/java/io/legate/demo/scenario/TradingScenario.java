package io.legate.demo.scenario;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Trading;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.scenario.Job.Effect;
import io.legate.demo.stage.StageException;
import java.sql.SQLException;

/// Trades within amounts and risk.
final class TradingScenario {

  private static final Effect TRADES = new Effect(Party.TRADING, "trade", "trade");
  private static final String RISK = "risk";
  private static final int VALID_SECONDS = 300;

  private final Play play;

  TradingScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    Job job = HoursScenario.always(play, "Rebalance the portfolio");
    job.expect(
        "S46 without a risk score nothing is traded",
        buy("100.00"),
        "deny, condition_failed",
        TRADES,
        0);
    risk("3.2");
    job.expect("S62 a trade of 10,000", buy("10000.00"), "allow", TRADES, 1);
    job.expect(
        "S62 and of no cent more",
        buy("10000.01"),
        "deny, argument_refused /arguments/amount",
        TRADES,
        1);
    job.expect(
        "S62 nothing is lent",
        Trading.trade("SAP", "short", "100.00", "EUR"),
        "deny, argument_refused /arguments/side",
        TRADES,
        1);
    risk("6.9");
    job.expect("S46 at a risk of 6.9 the agent trades", buy("9000.00"), "allow", TRADES, 2);
    risk("7.0");
    job.expect("S46 and at 7.0 not", buy("100.00"), "deny, rule_denied", TRADES, 2);
    risk("3.2");
    job.expect(
        "S62 25,000 a day are not passed", buy("6000.01"), "rate_limited, limit_spent", TRADES, 2);
    job.expect("S62 but met", buy("6000.00"), "allow", TRADES, 3);
  }

  private void risk(String score) throws StageException {
    play.account().doing("the agent's risk score is " + score);
    play.stage().operator().setSignal(RISK, Party.ASSISTANT.clientId(), score, VALID_SECONDS);
  }

  private static Call buy(String amount) {
    return Trading.trade("SAP", "buy", amount, "EUR");
  }
}
