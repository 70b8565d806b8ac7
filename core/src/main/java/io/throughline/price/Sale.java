package io.throughline.price;

import java.time.LocalDate;
import java.util.Optional;

/**
 * What was bought, and where.
 *
 * @param provider the provider, as the configuration names it
 * @param model the model that was asked for, as the provider names it
 * @param servedBy the model that the answer names
 * @param tier the tier that the answer names
 * @param day the day, UTC
 */
public record Sale(
        String provider, Optional<String> model, Optional<String> servedBy, Optional<String> tier, LocalDate day) {}
