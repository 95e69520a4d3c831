package io.legate.demo.scenario;

import static io.legate.demo.catalogue.Party.ACTION;
import static io.legate.demo.catalogue.Party.ANALYSIS;
import static io.legate.demo.catalogue.Party.ASSISTANT;
import static io.legate.demo.catalogue.Party.CLINIC;
import static io.legate.demo.catalogue.Party.CRM;
import static io.legate.demo.catalogue.Party.DOCUMENTS;
import static io.legate.demo.catalogue.Party.ERP;
import static io.legate.demo.catalogue.Party.FORGE;
import static io.legate.demo.catalogue.Party.LEADS;
import static io.legate.demo.catalogue.Party.LEGAL;
import static io.legate.demo.catalogue.Party.MAILBOX;
import static io.legate.demo.catalogue.Party.ORCHESTRATOR;
import static io.legate.demo.catalogue.Party.RECORDS;
import static io.legate.demo.catalogue.Party.RESEARCH;
import static io.legate.demo.catalogue.Party.SALES;
import static io.legate.demo.catalogue.Party.SHOP;
import static io.legate.demo.catalogue.Party.TRADING;

import io.legate.demo.catalogue.Party;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.stage.StageException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Something to play and its expectations.
public final class Scenario {

  /// The list of vendors that nobody may pay, as policy calls it.
  public static final String BLOCKED_VENDORS = "blocked_vendors";

  /// What the main job needs, and the scenarios around it.
  private static final Set<Party> MAIN =
      Set.of(ORCHESTRATOR, RESEARCH, ANALYSIS, ACTION, ERP, CRM, DOCUMENTS);

  /// All of them, in the order in which they are played.
  public static final List<Scenario> ALL =
      List.of(
          mainJob(
              "chain",
              "pays the invoices through four agents, and checks the chain at each hop",
              play -> new ChainScenario(play).run()),
          mainJob(
              "refusals",
              "looks at each invoice of the job that had to be refused",
              play -> new RefusalsScenario(play).run()),
          mainJob(
              "revoke-hop",
              "revokes a hop in the middle: all below it stops, nothing beside it",
              play -> new RevokeHopScenario(play).run()),
          mainJob(
              "complete",
              "completes a task, whose unexpired tokens are then good for nothing",
              play -> new CompleteScenario(play).run()),
          mainJob(
              "offline",
              "kills the broker: calls are verified, nothing is done, and it goes on after",
              play -> new OfflineScenario(play).run()),
          desk(
              "finance",
              "pays one order while things go wrong: block list, duplicate, ten-fold, speed",
              "S31 S32 S33 S34 S35 S36 S66",
              play -> new FinanceScenario(play).run(),
              ERP,
              CRM),
          desk(
              "refunds",
              "refunds a customer's own purchases, and nobody else's",
              "S51 S52 S53 S54 S56 S57 S69 S70",
              play -> new RefundsScenario(play).run(),
              SHOP),
          desk(
              "quotes",
              "offers discounts, and mails offers to known domains",
              "S58 S59",
              play -> new QuotesScenario(play).run(),
              SALES),
          desk(
              "approvals",
              "asks people: about refunds and discounts, before filing, before a treatment changes",
              "S6 S23 S24 S53 S58",
              play -> new ApprovalsScenario(play).run(),
              SHOP,
              SALES,
              LEGAL,
              CLINIC),
          desk(
              "provenance",
              "pays to the account that the master data holds, not to the one of an invoice's text",
              "S33",
              play -> new ProvenanceScenario(play).run(),
              RESEARCH,
              ERP,
              DOCUMENTS),
          desk(
              "mailbox",
              "reads new support mail of a week, each message decided by itself",
              "S37 S38 S39 S40 S41 S42 S64 S68",
              play -> new MailboxScenario(play).run(),
              MAILBOX),
          desk(
              "database",
              "reads and writes rows of one region, without the numbers in them",
              "S48 S49 S50 S55",
              play -> new DatabaseScenario(play).run(),
              RECORDS),
          desk(
              "leads",
              "reads leads and nothing else, 40 an hour in place of 1,000",
              "S43 S60",
              play -> new LeadsScenario(play).run(),
              LEADS),
          desk(
              "code",
              "reads code without its secrets",
              "S61",
              play -> new CodeScenario(play).run(),
              FORGE),
          desk(
              "trading",
              "trades up to an amount, a sum a day, and a risk",
              "S46 S62 S63",
              play -> new TradingScenario(play).run(),
              TRADING),
          desk(
              "hours",
              "trades within the hours of a desk in another time zone",
              "S45",
              play -> new HoursScenario(play).run(),
              TRADING),
          desk(
              "roles",
              "lets people of different roles do different things with models",
              "S44 S84",
              play -> new RolesScenario(play).run(),
              FORGE),
          desk(
              "subject",
              "holds a task to what its person signed in for",
              "S67",
              play -> new SubjectScenario(play).run(),
              SALES,
              MAILBOX),
          desk(
              "temporary",
              "gives access that ends by itself, and halts an agent's team at once",
              "S85",
              play -> new TemporaryScenario(play).run(),
              SHOP),
          desk(
              "remove-permission",
              "takes one permission out of a live task",
              "S65",
              play -> new RemovePermissionScenario(play).run(),
              SHOP),
          desk(
              "halt",
              "suspends a task in the middle of its work, and lets it go on",
              "S78",
              play -> new HaltScenario(play).run(),
              SHOP));

  private final String label;
  private final String about;
  private final List<String> rows;
  private final Playing playing;
  private final Set<Party> parties;

  /// Plays a scenario.
  private interface Playing {
    void play(Play play) throws Exception;
  }

  private Scenario(
      String label, String about, List<String> rows, Playing playing, Set<Party> parties) {
    this.label = label;
    this.about = about;
    this.rows = List.copyOf(rows);
    this.playing = playing;
    this.parties = Set.copyOf(parties);
  }

  private static Scenario mainJob(String label, String about, Playing playing) {
    return new Scenario(label, about, List.of(), playing, MAIN);
  }

  /// @param rows of the requirements that it shows, with blanks between them
  /// @param others that take part
  private static Scenario desk(
      String label, String about, String rows, Playing playing, Party... others) {
    var parties = EnumSet.of(ORCHESTRATOR, ASSISTANT);
    parties.addAll(Arrays.asList(others));
    return new Scenario(label, about, List.of(rows.split(" ")), playing, parties);
  }

  /// Its name on the command line and in reports.
  public String label() {
    return label;
  }

  /// One sentence for people.
  public String about() {
    return about;
  }

  /// The rows of the requirements that it shows, such as `S31`.
  public List<String> rows() {
    return rows;
  }

  /// Who takes part.
  public Set<Party> parties() {
    return parties;
  }

  /// Whether it is about the main job.
  public boolean isMain() {
    return rows.isEmpty();
  }

  /// Returns the scenario of this name.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Scenario ofLabel(String label) {
    for (var scenario : ALL) {
      if (scenario.label.equals(label)) {
        return scenario;
      }
    }
    throw new IllegalArgumentException("there is no scenario `" + label + "`");
  }

  /// Plays it and adds its steps.
  ///
  /// @throws StageException if a process failed, so that nothing can be said
  public void run(Play play) throws StageException {
    play.begin(this);
    try {
      playing.play(play);
    } catch (StageException e) {
      throw e;
    } catch (BadMessageException | IOException | SQLException e) {
      throw new StageException(label + " could not be played: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new StageException(label + " could not be played", e);
    }
  }
}
