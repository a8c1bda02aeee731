-- A save moves its story in one index over the times of change and not in two: the list of all stories merges the walks of each status.
DROP INDEX article_updated;
