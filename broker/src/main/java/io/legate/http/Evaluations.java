package io.legate.http;

import io.legate.authorize.Answer.Outcome;
import io.legate.authorize.Authorization;
import io.legate.authorize.Authorization.Pep;
import io.legate.authorize.AuthorizeCommand;
import io.legate.authorize.AuthorizeCommand.Asked;
import io.legate.authorize.AuthorizeCommand.Semantic;
import io.legate.authorize.Authorized;
import io.legate.authorize.TasklessQuestion;
import io.legate.edge.EdgeServices;
import io.legate.edge.Parameters;
import io.legate.identity.RequestId;
import io.legate.identity.Uuid7;
import io.legate.json.Json;
import io.legate.refusal.Code;
import io.legate.refusal.RefusedException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Decides what AuthZEN asks, one question or a batch: on a hop's token where `context.agent` has
/// one, and by policy alone where there is none. Blocks.
final class Evaluations {

  private final EdgeServices services;

  Evaluations(EdgeServices services) {
    this.services = services;
  }

  /// An item of a batch, brought to a question of ours.
  private sealed interface Item<Q> {
    record Question<Q>(Q question) implements Item<Q> {}

    /// It is none. That denies the item, and nothing else.
    record Fault<Q>(RefusedException refusal) implements Item<Q> {}
  }

  private interface Mapper<Q> {
    Q map(Evaluation asked) throws RefusedException;
  }

  /// Decides one question.
  Json.Obj one(Pep pep, Json.Obj body) throws RefusedException {
    Evaluation asked = Evaluation.read(body);
    AgentToken agent = AgentToken.in(asked.context());
    if (agent == null) {
      var question = mapping(pep).taskless(asked);
      return EvaluationAnswers.of(services.use().taskless().decide(pep, question));
    }
    return EvaluationAnswers.of(
        ask(pep, agent, List.of(question(mapping(pep), agent, asked)), null).getFirst());
  }

  /// Decides a batch; without items it is one question (section 7.1).
  Json.Obj many(Pep pep, Json.Obj body) throws RefusedException {
    var items =
        switch (body.get("evaluations")) {
          case null -> List.<Json>of();
          case Json.Arr(var all) -> all;
          case Json _ ->
              throw Parameters.malformed("evaluations", "invalid_value", "must be a list");
        };
    if (items.isEmpty()) {
      return one(pep, body);
    }
    if (items.size() > Authorization.BATCH_MAX) {
      throw Parameters.malformed(
          "evaluations", "too_large", "may have " + Authorization.BATCH_MAX + " items");
    }
    Semantic semantic = semantic(Evaluation.optional(body, "options", "options"));
    AgentToken agent = AgentToken.in(Evaluation.optional(body, "context", "context"));
    EvaluationMapping mapping = mapping(pep);
    List<Json> answers =
        agent == null
            ? taskless(pep, read(body, items, mapping::taskless), semantic)
            : onToken(
                pep, agent, read(body, items, asked -> question(mapping, agent, asked)), semantic);
    return Json.Obj.with("evaluations", new Json.Arr(answers)).build();
  }

  private static Asked question(EvaluationMapping mapping, AgentToken agent, Evaluation asked)
      throws RefusedException {
    agent.requireSubject(asked);
    AgentToken.requireNothingOfTheBatchs(asked.context());
    return new Asked(mapping.action(asked), null);
  }

  private static <Q> List<Item<Q>> read(Json.Obj defaults, List<Json> items, Mapper<Q> mapper) {
    var read = new ArrayList<Item<Q>>();
    for (Json item : items) {
      try {
        read.add(new Item.Question<>(mapper.map(evaluation(defaults, item))));
      } catch (RefusedException fault) {
        read.add(new Item.Fault<>(fault));
      }
    }
    return read;
  }

  /// The evidence is the batch's, for every item: one that came with its own would be decided on
  /// something else than it says.
  private static Evaluation evaluation(Json.Obj defaults, Json item) throws RefusedException {
    if (!(item instanceof Json.Obj object)) {
      throw Parameters.malformed("evaluations", "invalid_value", "must have objects as items");
    }
    if (object.get("context") instanceof Json.Obj own && AgentToken.isIn(own)) {
      throw Parameters.malformed(
          "context/agent", "invalid_value", "belongs in the context of the whole batch");
    }
    return Evaluation.read(Evaluation.over(defaults, object));
  }

  /// All questions are asked at once, because one proof pays for one batch. With the semantic that
  /// ends at the first denial, what comes after a fault is not asked.
  private List<Json> onToken(Pep pep, AgentToken agent, List<Item<Asked>> items, Semantic semantic)
      throws RefusedException {
    var questions = new ArrayList<Asked>();
    for (Item<Asked> item : items) {
      if (item instanceof Item.Question<Asked>(var question)) {
        questions.add(question);
      } else if (semantic == Semantic.DENY_ON_FIRST_DENY) {
        break;
      }
    }
    Iterator<Authorized> given =
        (questions.isEmpty() ? List.<Authorized>of() : ask(pep, agent, questions, semantic))
            .iterator();
    var answers = new ArrayList<Json>();
    for (Item<Asked> item : items) {
      switch (item) {
        case Item.Fault<Asked>(var fault) -> {
          answers.add(EvaluationAnswers.of(fault));
          if (semantic == Semantic.DENY_ON_FIRST_DENY) {
            return answers;
          }
        }
        case Item.Question<Asked> _ -> {
          if (!given.hasNext()) {
            return answers;
          }
          Authorized answer = given.next();
          answers.add(EvaluationAnswers.of(answer));
          if (stops(semantic, answer.answer().outcome() == Outcome.ALLOW)) {
            return answers;
          }
        }
      }
    }
    return answers;
  }

  private List<Authorized> ask(
      Pep pep, AgentToken agent, List<Asked> questions, @Nullable Semantic semantic)
      throws RefusedException {
    String request = agent.requestId();
    var command =
        new AuthorizeCommand(
            request == null
                ? new RequestId(Uuid7.at(services.door().clock().instant()))
                : Parameters.requestId(request),
            agent.token(),
            agent.proof(),
            agent.method(),
            agent.uri(),
            questions,
            semantic,
            agent.dryRun());
    return services.use().authorization().authorize(pep, command);
  }

  /// Each question is decided and recorded by itself; the first spends the call's own proof.
  private List<Json> taskless(Pep pep, List<Item<TasklessQuestion>> items, Semantic semantic)
      throws RefusedException {
    var answers = new ArrayList<Json>();
    Pep asking = pep;
    for (Item<TasklessQuestion> item : items) {
      boolean allowed = false;
      switch (item) {
        case Item.Fault<TasklessQuestion>(var fault) -> answers.add(EvaluationAnswers.of(fault));
        case Item.Question<TasklessQuestion>(var question) -> {
          var decided = services.use().taskless().decide(asking, question);
          asking = pep.onStream();
          allowed = decided.allowed();
          answers.add(EvaluationAnswers.of(decided));
        }
      }
      if (stops(semantic, allowed)) {
        break;
      }
    }
    return answers;
  }

  private static boolean stops(Semantic semantic, boolean allowed) {
    return switch (semantic) {
      case EXECUTE_ALL -> false;
      case DENY_ON_FIRST_DENY -> !allowed;
      case PERMIT_ON_FIRST_PERMIT -> allowed;
    };
  }

  private static Semantic semantic(Json.Obj options) throws RefusedException {
    String name = "evaluations_semantic";
    return switch (Evaluation.optionalText(options, name, "options")) {
      case null -> Semantic.EXECUTE_ALL;
      case "execute_all" -> Semantic.EXECUTE_ALL;
      case "deny_on_first_deny" -> Semantic.DENY_ON_FIRST_DENY;
      case "permit_on_first_permit" -> Semantic.PERMIT_ON_FIRST_PERMIT;
      case String _ ->
          throw new RefusedException(
              Code.INVALID_REQUEST, "`options/" + name + "` is not one that is known");
    };
  }

  private EvaluationMapping mapping(Pep pep) {
    String audience =
        Objects.requireNonNull(pep.client().audience(), "a resource server has an audience");
    return new EvaluationMapping(audience, services.limits().boundary());
  }
}
