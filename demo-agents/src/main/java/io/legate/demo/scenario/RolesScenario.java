package io.legate.demo.scenario;

import io.legate.demo.catalogue.Forge;
import io.legate.demo.catalogue.Forge.Deed;
import io.legate.demo.message.BadMessageException;
import io.legate.demo.stage.IdentityProvider.Login;
import io.legate.demo.stage.StageException;
import java.sql.SQLException;
import java.util.List;

/// Four people sign in, with the roles that their provider gives them.
final class RolesScenario {

  private static final String NOT_YOURS = "deny, condition_not_met";

  private final Play play;

  RolesScenario(Play play) {
    this.play = play;
  }

  void run() throws StageException, BadMessageException, SQLException {
    expect("olga", "admin", "allow", "allow", "allow");
    expect("dana", "data_scientist", "allow", "allow", NOT_YOURS);
    expect("eve", "end_user", "allow", NOT_YOURS, NOT_YOURS);
    Job job = open(Login.of("nils", List.of("admin"), ""));
    job.expect(
        "S44 nobody has agents work with models without the role `agent_operator`",
        Forge.model(Deed.PREDICT, "churn"),
        "deny, rule_denied");
  }

  private void expect(String person, String role, String predict, String training, String deploy)
      throws StageException, BadMessageException, SQLException {
    Job job = open(Login.of(person, List.of("agent_operator", role), ""));
    job.expect("S84 " + role + " asks a model", Forge.model(Deed.PREDICT, "churn"), predict);
    job.expect(
        "S84 " + role + " looks at its training",
        Forge.model(Deed.SHOW_TRAINING, "churn"),
        training);
    job.expect("S84 " + role + " deploys it", Forge.model(Deed.DEPLOY, "churn"), deploy);
  }

  private Job open(Login login) throws StageException, BadMessageException {
    return Job.openFor(play, "Work with models for " + login.person(), "work_with_models", login);
  }
}
