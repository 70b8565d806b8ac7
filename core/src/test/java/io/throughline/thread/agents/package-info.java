/** Agents as clients really behave: each keeps its history in its own way and sends it in some dialect. */
@org.jspecify.annotations.NullMarked
package io.throughline.thread.agents;
