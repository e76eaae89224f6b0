package dev.vitrine.env;

import java.util.random.RandomGenerator;

/// Everything of the outside world that one node is given.
///
/// @param random the only source of chance; seeded in the simulator
public record Environment(
        Clock clock, Transport transport, Storage storage, RandomGenerator random, Host host) {}
