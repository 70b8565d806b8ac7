package io.throughline.config;

import org.yaml.snakeyaml.error.Mark;

/**
 * Where something stands in the configuration.
 *
 * @param file the file's name
 * @param line the line, from 1, or 0
 * @param column the column, from 1, or 0
 * @param path the key's path
 */
record Place(String file, int line, int column, String path) {
    static Place whole(String file) {
        return new Place(file, 0, 0, "");
    }

    static Place variable(String name) {
        return new Place("environment", 0, 0, name);
    }

    Place key(String key) {
        String shown = Shown.name(key);
        return new Place(file, line, column, path.isEmpty() ? shown : path + "." + shown);
    }

    Place item(int index) {
        return new Place(file, line, column, path + "[" + index + "]");
    }

    Place at(Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1, path);
    }

    Place at(int newLine, int newColumn) {
        return new Place(file, newLine, newColumn, path);
    }
}
