package io.legate.limits;

import io.legate.boundary.Limit;
import io.legate.identity.HopId;
import io.legate.limits.NaiveLimits.Ask;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a run reaches the counters: as it should be, or with a mistake planted.
enum Wiring {
  SOUND,

  /// (t − per + 1 ms, t].
  WINDOW_ONE_MILLISECOND_SHORT {
    @Override
    Limit limit(Limit limit) {
      return withPer(limit, limit.per() == null ? null : limit.per().minusMillis(1));
    }
  },

  /// [t − per, t].
  WINDOW_ONE_MILLISECOND_LONG {
    @Override
    Limit limit(Limit limit) {
      return withPer(limit, limit.per() == null ? null : limit.per().plusMillis(1));
    }
  },

  /// A bucket leaves when its first instant does.
  BUCKET_LEAVES_EARLY {
    @Override
    Instant chargedAt(List<Charge> charges, Instant at) {
      long width = 0;
      for (Charge charge : charges) {
        if (!(charge instanceof Charge.Sum || charge instanceof Charge.Rows)) {
          return at;
        }
        width = charge.per() == null ? width : (charge.per().toMillis() + 63) / 64;
      }
      return at.minusMillis(width);
    }
  },

  RELEASED_TWICE {
    @Override
    Settled settle(Counters counters, Reservation reservation, Actual actual, Instant at) {
      var once = super.settle(counters, reservation, actual, at);
      return actual instanceof Actual.NotExecuted
          ? super.settle(once.counters(), reservation, actual, at)
          : once;
    }
  },

  RELEASE_FORGOTTEN {
    @Override
    Settled settle(Counters counters, Reservation reservation, Actual actual, Instant at) {
      return actual instanceof Actual.NotExecuted
          ? new Settled(counters, List.of())
          : super.settle(counters, reservation, actual, at);
    }
  },

  /// Settled where the window is now, not where the charge was made.
  SETTLED_NOW {
    @Override
    Settled settle(Counters counters, Reservation reservation, Actual actual, Instant at) {
      var moved = new Reservation(reservation.decision(), reservation.charges(), at);
      return super.settle(counters, moved, actual, at);
    }
  },

  EXCESS_NOT_CHARGED {
    @Override
    Settled settle(Counters counters, Reservation reservation, Actual actual, Instant at) {
      var settled = super.settle(counters, reservation, actual, at);
      return settled.overruns().isEmpty() ? settled : new Settled(counters, settled.overruns());
    }
  },

  BY_IGNORED {
    @Override
    Limit limit(Limit limit) {
      return switch (limit) {
        case Limit.Count(var name, var max, var per, _) -> new Limit.Count(name, max, per, null);
        case Limit.Sum(var name, var argument, var max, var per, _) ->
            new Limit.Sum(name, argument, max, per, null);
        case Limit.Distinct _, Limit.Rows _ -> limit;
      };
    }
  },

  SIBLINGS_NOT_SHARED {
    @Override
    HopId carrier(Ask ask, HopId actor) {
      return actor;
    }
  },

  DEMANDS_NOT_ADDED_UP {
    @Override
    List<Ask> asked(List<Ask> asks) {
      return new ArrayList<>(new LinkedHashSet<>(asks));
    }
  };

  Limit limit(Limit limit) {
    return limit;
  }

  HopId carrier(Ask ask, HopId actor) {
    return ask.carrier();
  }

  List<Ask> asked(List<Ask> asks) {
    return asks;
  }

  Instant chargedAt(List<Charge> charges, Instant at) {
    return at;
  }

  Settled settle(Counters counters, Reservation reservation, Actual actual, Instant at) {
    return counters.settle(reservation, actual, at);
  }

  private static Limit withPer(Limit limit, @Nullable Duration per) {
    return switch (limit) {
      case Limit.Count(var name, var max, _, var by) -> new Limit.Count(name, max, per, by);
      case Limit.Sum(var name, var argument, var max, _, var by) ->
          new Limit.Sum(name, argument, max, per, by);
      case Limit.Distinct(var name, var argument, var max, _) ->
          new Limit.Distinct(name, argument, max, per);
      case Limit.Rows(var name, var max, _) -> new Limit.Rows(name, max, per);
    };
  }
}
