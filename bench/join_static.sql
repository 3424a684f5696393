-- Every row with the static columns of its series. RAW, STATIC and OUT come from the environment.
copy (
    select *
    from read_parquet(getenv('RAW')) as raw
    join read_parquet(getenv('STATIC')) as static using (unique_id)
    order by unique_id, ds
) to (getenv('OUT')) (format parquet, compression zstd);
