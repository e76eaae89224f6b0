package dev.vitrine.sim;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Where all chance of a run comes from. Every part of the world draws from its own stream, so that
/// one that draws more often leaves the others as they were.
final class Seeds {
    private static final String ALGORITHM = "L64X128MixRandom";

    private Seeds() {}

    /// The stream of the part called `part`, of instance `instance`, in the run of `seed`.
    static RandomGenerator stream(long seed, String part, long instance) {
        long mixed = mix(mix(seed) ^ part.hashCode()) + instance;
        return RandomGeneratorFactory.of(ALGORITHM).create(mix(mixed));
    }

    /// Murmur3's finalizer: one bit in changes half the bits out.
    private static long mix(long bits) {
        long mixed = bits + 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 33)) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }
}
