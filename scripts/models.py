#!/usr/bin/env python3
"""Writes the list of known models from a JSON file of prices.

    scripts/models.py prices.json > core/src/main/resources/io/throughline/provider/models.txt

The prices are LiteLLM's model_prices_and_context_window.json (MIT), as {"provenance": {"snapshot_date": ...},
"models": [{"provider", "id", "mode", "deprecation_date"?}, ...]}. Taken are the models of hosted providers that answer
chat, responses or embeddings and were not withdrawn at the date of the snapshot, one "provider/model" a line, sorted, with the most tokens
its answers may have where that is known.
Left out are fine-tuned bases, price classes that are no model, models of speech and music alone, and providers whose models are an installation's own
(Azure's deployments, what a local server loaded).
"""

import json
import re
import sys

PROVIDERS = {
    "anthropic", "cerebras", "cohere", "deepseek", "fireworks", "gemini", "groq", "mistral", "openai", "openrouter",
    "perplexity", "sambanova", "together", "xai",
}
MODES = {"chat", "responses", "embedding"}
NO_MODEL = re.compile(r"^(ft:|together-ai-|fireworks-ai-)|^openai/container$|native-audio|-live-|-tts$|^lyria-")


def known(model, date):
    if model["provider"] not in PROVIDERS or model.get("mode") not in MODES or NO_MODEL.search(model["id"]):
        return False
    if model["provider"] == "perplexity" and model["mode"] == "responses":
        return False  # other vendors' models behind an endpoint that the provider's base URI does not reach
    return model.get("deprecation_date", "9999-12-31") > date


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        prices = json.load(file)
    date = prices["provenance"]["snapshot_date"][:10]
    most = {}
    for model in prices["models"]:
        if known(model, date):
            name = f'{model["provider"]}/{model["id"]}'
            most[name] = max(most.get(name, 0), int(model.get("max_output") or 0))
    lines = [f"{name} {tokens}" if tokens else name for name, tokens in sorted(most.items())]
    print(f"# Models known by name, as of {date}. Written by scripts/models.py; do not edit.")
    print("# Facts from LiteLLM's model_prices_and_context_window.json (MIT).")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
