#!/usr/bin/env python3
"""Writes the built-in price book from a JSON file of prices.

    scripts/prices.py prices.json > core/src/main/resources/io/throughline/price/prices.txt

The prices are LiteLLM's model_prices_and_context_window.json (MIT) in USD per million tokens as decimal strings, as
{"provenance": {"snapshot_date": ...}, "models": [{"key", "id", "provider", "input", "output", ...}, ...]}; docs/prices.md
states the form that is written. The same file always gives the same text.

Left out are models without a price or with a price of zero that stands for "not known", rerankers, commitments that are paid by the hour, price
classes that are no model, and models that an installation serves itself.
"""

import json
import re
import sys
from decimal import Decimal

LEFT_OUT_PROVIDERS = {"ollama"}
# a price that is a bound, not a model's
NO_MODEL = re.compile(r"^(together-ai-|fireworks-ai-)|container$|^accounts/fireworks/models/$|^preset/")
BEDROCK_REGION = re.compile(r"^[a-z]{2}(-gov)?-[a-z]+-\d$")
AZURE_REGIONS = {"us", "eu"}
BUCKETS = {
    "input": "input", "output": "output", "cache_read": "cache-read", "cache_write_5m": "cache-write",
    "cache_write_1h": "cache-write-1h", "reasoning_output": "reasoning", "audio_input": "audio-input",
    "audio_output": "audio-output",
}
OWN_PREFIX = {"gemini": "gemini/", "vertex": "vertex_ai/", "azure": "azure/", "mistral": "mistral/", "bedrock": "bedrock/"}
# what those who ask for one of the three sizes of a search get when they don't say which
USUAL_SEARCH = {"perplexity": "low"}


def plain(number):
    text = format(Decimal(number), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def place(model):
    """The section and the name of a model, or None."""
    provider, name = model["provider"], model["id"]
    parts = name.split("/")
    if provider == "bedrock" and len(parts) > 1:
        if len(parts) == 2 and BEDROCK_REGION.match(parts[0]):
            return f"bedrock {parts[0]}", parts[1]
        return None
    if provider == "azure" and len(parts) > 1:
        if len(parts) == 2 and parts[0] in AZURE_REGIONS:
            return f"azure {parts[0]}", parts[1]
        return None  # global and global-standard are what the bare names stand for
    return provider, name


def rates(source, suffix=""):
    """Prices by key, without those that only repeat what holds anyway."""
    found = {}
    for field, key in BUCKETS.items():
        value = source.get(field + suffix)
        if value is not None:
            found[key] = Decimal(value)
    if found.get("reasoning") == found.get("output"):
        found.pop("reasoning", None)
    for key in ("cache-read", "cache-write", "cache-write-1h"):
        if found.get(key) == 0:
            del found[key]  # not known: charged as input
    if found.get("output") == 0 and found.get("input"):
        del found["output"]  # embeddings have none
    return found


def extras(model):
    words = []
    if "input_cost_per_request" in model:
        words.append(f'request={plain(model["input_cost_per_request"])}')
    sizes = model.get("search_per_query")
    if sizes:
        usual = plain(sizes[USUAL_SEARCH.get(model["provider"], "medium")])
        rough = "" if len(set(sizes.values())) == 1 else "~"
        # Perplexity's fee is for the call, whatever it searches; only its deep research counts searches
        fee = model["provider"] == "perplexity" and model["id"] != "sonar-deep-research"
        words.append(f'{"request" if fee else "search"}={usual}{rough}')
    return words


def words(found, factor):
    return [f"{key}={plain(value * factor)}" for key, value in found.items()]


def steps(model):
    """The tiers and sizes that have prices of their own."""
    for tier in ("flex", "priority"):
        if f"tier_{tier}" in model:
            yield tier, rates(model[f"tier_{tier}"])
    batch = {field[6:]: model[field] for field in ("batch_input", "batch_output") if field in model}
    if batch:
        yield "batch", rates(batch)
    for above in model.get("above", []):
        size = f'>{above["prompt_tokens_above"]}'
        yield size, rates(above)
        priority = rates(above, "_priority")
        if priority:
            yield "priority" + size, priority


def line(name, model, factor=Decimal(1)):
    out = [name, *words(rates(model), factor), *extras(model)]
    for step, found in steps(model):
        if found:
            out += [step, *words(found, factor)]
    return " ".join(out)


def rank(model):
    """Of two entries of one model, the one that another source agrees with, then the provider's own."""
    own = model["key"].startswith(OWN_PREFIX.get(model["provider"], ""))
    return (model.get("genai_prices") != "agree", not own, model["key"])


def priced(model):
    free = Decimal(model.get("input", 0)) == 0 and Decimal(model.get("output", 0)) == 0
    return (
        model["provider"] not in LEFT_OUT_PROVIDERS
        and model.get("mode") != "rerank"
        and not NO_MODEL.search(model["id"])
        and "input" in model
        and (not free or model["id"].endswith(":free"))
    )


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        prices = json.load(file)
    sections = {}
    for model in sorted(filter(priced, prices["models"]), key=rank):
        where = place(model)
        if where is None:
            continue
        section, name = where
        sections.setdefault(section, {}).setdefault(name, line(name, model))
        for region in ("eu", "us"):
            factor = model.get(f"regional_processing_uplift_multiplier_{region}")
            if factor:
                regional = sections.setdefault(f"{section} {region}", {})
                regional.setdefault(name, line(name, model, Decimal(factor)))
    print(f'# Prices in USD as of {prices["provenance"]["snapshot_date"][:10]}. Written by scripts/prices.py; do not edit.')
    print("# Facts from LiteLLM's model_prices_and_context_window.json (MIT). The form is stated in docs/prices.md.")
    for section in sorted(sections):
        print(f"[{section}]")
        for name in sorted(sections[section]):
            print(sections[section][name])


if __name__ == "__main__":
    main()
