package io.legate.demo.scenario;

import io.legate.demo.message.BadMessageException;
import io.legate.demo.stage.StageException;
import java.io.IOException;
import java.sql.SQLException;

/// Something to play and its expectations, in the order in which all of them are played.
public enum Scenario {
  CHAIN("chain", "pays the invoices through four agents, and checks the chain at each hop") {
    @Override
    void play(Play play) throws Exception {
      new ChainScenario(play).run();
    }
  },
  REFUSALS("refusals", "looks at each invoice of the job that had to be refused") {
    @Override
    void play(Play play) throws Exception {
      new RefusalsScenario(play).run();
    }
  },
  REVOKE_HOP("revoke-hop", "revokes a hop in the middle: all below it stops, nothing beside it") {
    @Override
    void play(Play play) throws Exception {
      new RevokeHopScenario(play).run();
    }
  },
  COMPLETE("complete", "completes a task, whose unexpired tokens are then good for nothing") {
    @Override
    void play(Play play) throws Exception {
      new CompleteScenario(play).run();
    }
  },
  OFFLINE(
      "offline", "kills the broker: calls are verified, nothing is done, and it goes on after") {
    @Override
    void play(Play play) throws Exception {
      new OfflineScenario(play).run();
    }
  };

  private final String label;
  private final String about;

  Scenario(String label, String about) {
    this.label = label;
    this.about = about;
  }

  /// Its name on the command line and in reports.
  public String label() {
    return label;
  }

  /// One sentence for people.
  public String about() {
    return about;
  }

  /// Returns the scenario of this name.
  ///
  /// @throws IllegalArgumentException if there is none
  public static Scenario ofLabel(String label) {
    for (var scenario : values()) {
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
      play(play);
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

  abstract void play(Play play) throws Exception;
}
