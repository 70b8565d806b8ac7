package io.throughline;

import io.throughline.route.Step;

/**
 * An attempt to be made, with its request.
 *
 * @param step where it goes
 * @param outbound the request
 */
record Written(Step step, Outbound outbound) {}
