package io.legate.demo.scenario;

import io.legate.demo.catalogue.Call;
import io.legate.demo.catalogue.Party;
import io.legate.demo.catalogue.Trading;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.stage.StageException;
import io.legate.json.Json;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// The hours of a desk in New York. They are taken from the clock there, so that the expectations
/// hold whenever this is played.
final class HoursScenario {

  private static final ZoneId ZONE = ZoneId.of("America/New_York");
  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");
  private static final List<String> EVERY_DAY =
      List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
  private static final int VALID_SECONDS = 300;

  private final Play play;

  HoursScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    play.stage().operator().setSignal("risk", Party.ASSISTANT.clientId(), "1.0", VALID_SECONDS);
    ZonedDateTime now = ZonedDateTime.now(ZONE);
    Call trade = Trading.trade("SIE", "buy", "10.00", "EUR");
    ZonedDateTime from = now.minusHours(1);
    ZonedDateTime to = now.plusHours(2);
    open(play, "Trade in the hours around now", from, to, EVERY_DAY)
        .expect(
            "S45 from %s to %s in New York, where it is %s"
                .formatted(CLOCK.format(from), CLOCK.format(to), CLOCK.format(now)),
            trade,
            "allow");
    open(play, "Trade later today", now.plusHours(2), now.plusHours(4), EVERY_DAY)
        .expect(
            "S45 from %s to %s"
                .formatted(CLOCK.format(now.plusHours(2)), CLOCK.format(now.plusHours(4))),
            trade,
            "deny, condition_not_met");
    open(play, "Trade on other days", from, to, List.of(word(now.plusDays(3).getDayOfWeek())))
        .expect("S45 these hours, but three days on", trade, "deny, condition_not_met");
    office(now, trade);
  }

  private void office(ZonedDateTime now, Call trade)
      throws StageException, BadMessageException, SQLException {
    boolean working =
        now.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0
            && now.getHour() >= 9
            && now.getHour() < 17;
    open(
            play,
            "Trade in office hours",
            now.withHour(9).withMinute(0),
            now.withHour(17).withMinute(0),
            List.of("mon", "tue", "wed", "thu", "fri"))
        .expect(
            "S45 from 09:00 to 17:00 on working days",
            trade,
            working ? "allow" : "deny, condition_not_met");
  }

  private static String word(DayOfWeek day) {
    return EVERY_DAY.get(day.getValue() - 1);
  }

  /// Opens a task of the trading desk that may trade at any hour.
  static Job always(Play play, String purpose) throws StageException, BadMessageException {
    ZonedDateTime now = ZonedDateTime.now(ZONE);
    return open(play, purpose, now.minusHours(6), now.plusHours(6), EVERY_DAY);
  }

  private static Job open(
      Play play, String purpose, ZonedDateTime from, ZonedDateTime to, List<String> days)
      throws StageException, BadMessageException {
    return Job.open(
        play,
        purpose,
        "trade",
        Json.Obj.with("from", CLOCK.format(from))
            .with("to", CLOCK.format(to))
            .with("zone", ZONE.getId())
            .with("days", Json.Arr.ofStrings(days))
            .build());
  }
}
