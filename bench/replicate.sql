-- Every series several times under names of its own. RAW, OUT and TIMES come from the environment.
copy (
    select unique_id || '#' || copies.n as unique_id, ds, y
    from read_parquet(getenv('RAW'))
    cross join range(getenv('TIMES')::integer) as copies (n)
    order by all
) to (getenv('OUT')) (format parquet, compression zstd);
