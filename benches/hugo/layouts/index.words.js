stetSearch([
{{ range site.RegularPages }}{{ slice .Title .RelPermalink .Params.summary (.Date.Format "2006-01-02") (delimit (.Params.tags | append .Params.authors) " · ") | jsonify }},
{{ end }}])
