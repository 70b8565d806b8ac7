package io.throughline.echo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaSampleTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"string\"};\"Paris\"",
                "{};\"Paris\"",
                "{\"type\":[\"null\",\"integer\"]};1",
                "{\"type\":\"integer\",\"minimum\":2.5};3",
                "{\"type\":\"integer\",\"exclusiveMinimum\":5};6",
                "{\"type\":\"integer\",\"maximum\":-3};-3",
                "{\"type\":\"integer\",\"minimum\":7,\"multipleOf\":5};10",
                "{\"type\":\"number\",\"multipleOf\":0};1.0",
                "{\"type\":\"boolean\"};true",
                "{\"type\":\"null\"};null",
                "{\"enum\":[\"b\",\"a\"]};\"b\"",
                "{\"const\":42};42",
                "{\"type\":\"string\",\"maxLength\":3};\"Par\"",
                "{\"type\":\"string\",\"minLength\":7};\"Parisxx\"",
                "{\"type\":\"string\",\"format\":\"date\"};\"2026-01-01\"",
                "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}};[1]",
                "{\"type\":\"array\",\"items\":{\"type\":\"integer\"},\"minItems\":3};[1,1,1]",
                "{\"type\":\"array\",\"maxItems\":0};[]",
                "{\"prefixItems\":[{\"type\":\"integer\"},{\"type\":\"boolean\"}],\"type\":\"array\"};[1,true]",
                "{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"boolean\"}]};true",
                "{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"const\":1}}};1",
                "{\"allOf\":[{\"type\":\"object\",\"properties\":{\"a\":{\"const\":1}},\"required\":[\"a\"]},{\"properties\":{\"b\":{\"const\":2}},\"required\":[\"b\"]}]};{\"a\":1,\"b\":2}",
                "{\"properties\":{\"o\":{\"type\":\"object\",\"properties\":{\"x\":{\"const\":1},\"y\":{\"const\":2}},\"required\":[\"y\"]}},\"required\":[\"o\"]};{\"o\":{\"y\":2}}"
            })
    void makesTheLeastThatFollowsTheSchema(String schema, String expected) {
        assertThat(SchemaSample.minimal(EchoCalls.json(schema), Words.of("We love Paris")))
                .hasToString(expected);
    }

    @Test
    void putsRequiredPropertiesFirstAndAddsTheOthers() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"const\":1},\"b\":{\"const\":2}},\"required\":[\"b\"]}";
        assertThat(SchemaSample.full(EchoCalls.json(schema), Words.of(""))).hasToString("{\"b\":2,\"a\":1}");
    }

    @Test
    void endsWhereASchemaContainsItself() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"l\":{\"$ref\":\"#\"},\"m\":{\"$ref\":\"#\"},\"r\":{\"$ref\":\"#\"}},\"required\":[\"l\",\"m\",\"r\"]}";
        assertThat(SchemaSample.minimal(EchoCalls.json(schema), Words.of(""))
                        .toString()
                        .length())
                .isLessThan(100_000);
        assertThat(SchemaSample.minimal(EchoCalls.json("{\"$ref\":\"#\"}"), Words.of("")))
                .isNotNull();
    }

    @Test
    void usesOneWordAfterTheOther() {
        Words words = Words.of("Fly from Berlin to Rome. Tomorrow");
        assertThat(words.next()).isEqualTo("Berlin");
        assertThat(words.next()).isEqualTo("Rome");
        assertThat(words.next()).isEqualTo("Fly");
    }
}
