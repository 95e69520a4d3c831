package io.legate.demo.agent;

import io.legate.demo.message.BadMessageException;
import io.legate.demo.message.Fields;
import io.legate.demo.message.Result;
import java.util.List;

/// What an agent does with work that is handed to it.
@FunctionalInterface
public interface Worker {

  /// Does the work and returns what became of each invoice, here or further down.
  ///
  /// @param work `stand_by` (delegate as far as possible, then wait for instructions) or what the
  ///   agent before found out
  List<Result> work(Fields work, Desk desk) throws Desk.NotDoneException, BadMessageException;
}
